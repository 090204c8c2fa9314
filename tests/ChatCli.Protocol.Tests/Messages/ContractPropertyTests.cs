using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace ChatCli.Protocol.Tests;

/// <summary>What holds for every contract, whatever its values. A failure names the seed with which it comes again.</summary>
public class ContractPropertyTests
{
    private static readonly MethodInfo Check = typeof(ContractPropertyTests).GetMethod(nameof(CheckRoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Any text there can be: quotes, controls, all planes, but no halves of surrogate pairs.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Choose(0, 0x7f), Gen.Choose(0x80, 0xd7ff), Gen.Choose(0xe000, 0xffff), Gen.Choose(0x10000, 0x10ffff), Gen.Elements<int>('"', '\\', '\n', '/'))
        .Select(value => new Rune(value).ToString()).ArrayOf().Select(string.Concat);

    private static readonly IArbMap Values = ArbMap.Default
        .MergeArb(Texts.ToArbitrary())
        .MergeArb(Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Elements(long.MinValue, long.MaxValue, 0)).ToArbitrary());

    public static IEnumerable<Func<Type>> Contracts() =>
        GoldenLineTests.Contracts.Select(type => (Func<Type>)(() => type));

    [Test]
    [MethodDataSource(nameof(Contracts))]
    public void What_is_written_is_read_again_as_it_was(Type contract) => Check.MakeGenericMethod(contract).Invoke(null, null);

    [Test]
    [MethodDataSource(typeof(GoldenLineTests), nameof(GoldenLineTests.Examples))]
    public async Task Without_a_property_or_with_another_kind_of_value_a_line_is_refused(GoldenLineTests.Example example)
    {
        Type contract = GoldenLineTests.Find(example);
        foreach (string name in JsonNode.Parse(example.Line)!.AsObject().Select(property => property.Key).Where(name => name != "type"))
        {
            bool isOptional = IsOptional(contract, name);
            await Assert.That(Refuses(Changed(line => line.Remove(name)), contract)).IsEqualTo(!isOptional).Because($"{name} is missing");
            foreach (string value in (string[])["null", "true", "12", "1.5", "\"12\"", "{}", "[]", "[1]"])
            {
                bool fits = Kind(value) == Kind(JsonNode.Parse(example.Line)![name]!.ToJsonString()) || (value == "null" && IsNullable(contract, name));
                if (value == "[]" && fits) continue;
                bool isOne = fits && value is not ("1.5" or "[1]");
                await Assert.That(Refuses(Changed(line => line[name] = JsonNode.Parse(value)), contract)).IsEqualTo(!isOne).Because($"{name} is {value}");
            }
        }

        string Changed(Action<JsonObject> change)
        {
            JsonObject line = JsonNode.Parse(example.Line)!.AsObject();
            change(line);
            return line.ToJsonString();
        }
    }

    private static void CheckRoundTrip<T>()
        where T : class, IContract<T>
    {
        Prop.ForAll(Values.GeneratorFor<T>().ToArbitrary(), value =>
            {
                byte[] line = FrameWriter.Write(value).ToArray();
                bool isOneLine = Array.IndexOf(line, (byte)'\n') == line.Length - 1;
                bool isRead = ContractReader.TryRead(line.AsSpan(0, line.Length - 1), out T? read);
                return isOneLine && isRead && typeof(T).GetProperties().All(property => AreSame(property.GetValue(value), property.GetValue(read)));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static bool AreSame(object? one, object? other) => StructuralComparisons.StructuralEqualityComparer.Equals(one, other);

    private static bool Refuses(string line, Type contract) => GoldenLineTests.Read(contract, line) is null;

    private static bool IsOptional(Type contract, string name) => Parameter(contract, name).HasDefaultValue;

    private static bool IsNullable(Type contract, string name) =>
        new NullabilityInfoContext().Create(Parameter(contract, name)).WriteState == NullabilityState.Nullable;

    private static ParameterInfo Parameter(Type contract, string name) =>
        contract.GetConstructors().Single().GetParameters().Single(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase));

    private static JsonValueKind Kind(string value)
    {
        JsonValueKind kind = JsonDocument.Parse(value).RootElement.ValueKind;
        return kind == JsonValueKind.False ? JsonValueKind.True : kind;
    }
}
