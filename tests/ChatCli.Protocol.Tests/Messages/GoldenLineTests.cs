using System.Reflection;
using System.Text;
using System.Text.Json;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Protocol.Tests;

/// <summary>Holds PROTOCOL.md and the code to each other: every example line is read and written again to the same bytes.</summary>
public class GoldenLineTests
{
    /// <summary>Every contract there is.</summary>
    internal static readonly Type[] Contracts =
        [.. typeof(IContract).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IContract)) && type is { IsClass: true, IsAbstract: false })];

    private static readonly MethodInfo Reading =
        typeof(GoldenLineTests).GetMethod(nameof(Read), 1, BindingFlags.NonPublic | BindingFlags.Static, [typeof(string)])!;

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
        object contract = Read(Find(example), example.Line)!;
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
        MessageRequest? request = Read<MessageRequest>("""{"type":"message","id":1,"to":"a","text":"b","later":{"x":[1]}}""");
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
        await Assert.That(Read<MessageRequest>(line)).IsNull();
    }

    /// <summary>What a line says by a contract; null when it does not fit.</summary>
    internal static object? Read(Type contract, string line) => Reading.MakeGenericMethod(contract).Invoke(null, [line]);

    internal static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ChatCli.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static string Write<T>(T contract)
        where T : class, IContract<T> => Encoding.UTF8.GetString(FrameWriter.Write(contract).Span);

    private static T? Read<T>(string line)
        where T : class, IContract<T> => ContractReader.TryRead(Encoding.UTF8.GetBytes(line), out T? contract) ? contract : null;

    /// <summary>The contract of an example.</summary>
    internal static Type Find(Example example)
    {
        if (!FrameType.TryRead(Encoding.UTF8.GetBytes(example.Line), out ReadOnlySpan<byte> type)) throw new FormatException(example.Line);
        string name = Encoding.ASCII.GetString(type);
        string[] properties = [.. JsonDocument.Parse(example.Line).RootElement.EnumerateObject().Select(property => property.Name)];
        bool isRequest = example.Side == 'C';
        bool hasId = properties.Contains("id");
        return Contracts.Single(contract =>
            (string)contract.GetProperty("WireName")!.GetValue(null)! == name
            && contract.IsAssignableTo(typeof(IRequest)) == isRequest
            && contract.IsAssignableTo(typeof(IEvent)) == !hasId);
    }

    /// <summary>One example line and who sends it.</summary>
    public sealed record Example(char Side, string Line);
}
