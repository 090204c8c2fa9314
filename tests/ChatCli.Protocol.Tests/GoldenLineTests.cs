using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Protocol.Tests;

/// <summary>Holds PROTOCOL.md and the code to each other: every example line is read and written again to the same bytes.</summary>
public class GoldenLineTests
{
    private static readonly Type[] Contracts =
        [.. typeof(IContract).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IContract)) && type is { IsClass: true })];

    public static IEnumerable<Func<Example>> Examples()
    {
        foreach (string line in File.ReadLines(Path.Combine(RepositoryRoot(), "src/ChatCli.Protocol/PROTOCOL.md")))
        {
            if (line.Length > 3 && line[0] is 'C' or 'S' or 'P' && line[1..3] == ": ") yield return () => new Example(line[0], line[3..]);
        }
    }

    [Test]
    [MethodDataSource(nameof(Examples))]
    public async Task An_example_is_written_as_it_was_read(Example example)
    {
        object contract = JsonSerializer.Deserialize(example.Line, Info(Find(example)))!;
        string written = Write((dynamic)contract);
        await Assert.That(written).IsEqualTo(example.Line + "\n");
    }

    [Test]
    public async Task Every_contract_has_an_example()
    {
        Type[] shown = [.. Examples().Select(example => Find(example())).Distinct()];
        await Assert.That(Contracts.Except(shown)).IsEmpty();
    }

    [Test]
    public async Task Every_error_code_is_explained()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot(), "src/ChatCli.Protocol/PROTOCOL.md"));
        string[] codes = [.. typeof(ErrorCode).GetFields().Select(field => (string)field.GetRawConstantValue()!)];
        await Assert.That(codes.Where(code => !page.Contains($"`{code}`", StringComparison.Ordinal))).IsEmpty();
    }

    [Test]
    public async Task An_unknown_property_is_ignored()
    {
        MessageRequest? request = JsonSerializer.Deserialize(
            """{"type":"message","id":1,"to":"a","text":"b","later":{"x":[1]}}""", WireJson.Default.MessageRequest);
        await Assert.That(request).IsEqualTo(new MessageRequest(1, "a", "b"));
    }

    [Test]
    [Arguments("""{"type":"message","id":1,"to":"a"}""")]
    [Arguments("""{"type":"message","id":1,"to":"a","text":null}""")]
    [Arguments("""{"type":"message","id":"1","to":"a","text":"b"}""")]
    [Arguments("""{"type":"message","id":1.5,"to":"a","text":"b"}""")]
    [Arguments("""{"type":"message","id":1,"to":"a","text":"\ud800"}""")]
    [Arguments("""{"type":"message","id":1,"to":"a","text":"b"} x""")]
    public async Task A_line_that_breaks_its_contract_is_refused(string line)
    {
        await Assert.That(() => JsonSerializer.Deserialize(line, WireJson.Default.MessageRequest)).Throws<JsonException>();
    }

    /// <summary>How the contract of an example is read.</summary>
    internal static JsonTypeInfo ContractOf(Example example) => Info(Find(example));

    internal static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ChatCli.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static string Write<T>(T contract)
        where T : IContract => Encoding.UTF8.GetString(FrameWriter.Write(contract, (JsonTypeInfo<T>)Info(typeof(T))).Span);

    private static JsonTypeInfo Info(Type contract) => WireJson.Default.GetTypeInfo(contract)!;

    private static Type Find(Example example)
    {
        if (!FrameType.TryRead(Encoding.UTF8.GetBytes(example.Line), out ReadOnlySpan<byte> type)) throw new FormatException(example.Line);
        string name = Encoding.ASCII.GetString(type);
        string[] properties = [.. JsonDocument.Parse(example.Line).RootElement.EnumerateObject().Select(property => property.Name)];
        bool isRequest = example.Side == 'C';
        bool hasId = properties.Contains("id");
        return Contracts.Single(contract =>
            (string)contract.GetField("WireName")!.GetRawConstantValue()! == name
            && contract.IsAssignableTo(typeof(IRequest)) == isRequest
            && contract.IsAssignableTo(typeof(IEvent)) == !hasId);
    }

    /// <summary>One example line and who sends it.</summary>
    public sealed record Example(char Side, string Line);
}
