using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace ChatCli.Protocol.Tests;

public class ContractReaderTests
{
    private delegate bool Reading(ReadOnlySpan<byte> line);

    private static readonly byte[][] Lines = [.. GoldenLineTests.Examples().Select(example => Encoding.UTF8.GetBytes(example().Line))];

    /// <summary>Pieces that a reader of JSON may stumble over: halves of surrogate pairs, bytes that are no UTF-8, numbers without end.</summary>
    private static readonly Gen<byte[]> Pieces = Gen.OneOf(
        Gen.Elements(@"\ud800", @"\udc00\ud800", "\\", "\"", "{", "}", "[[[[", ":", ",", "null", "1e999", "-", "99999999999999999999", "\0", "\n")
            .Select(Encoding.UTF8.GetBytes),
        Gen.Elements<byte[]>([0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]),
        Gen.Choose(0, 255).Select(value => new[] { (byte)value }));

    private static readonly Gen<byte[]> Broken =
        from line in Gen.Elements(Lines)
        from piece in Pieces
        from start in Gen.Choose(0, line.Length)
        from length in Gen.Choose(0, Math.Min(8, line.Length - start))
        select (byte[])[.. line[..start], .. piece, .. line[(start + length)..]];

    [Test]
    public void Whatever_a_peer_sends_the_answer_is_a_value()
    {
        Reading[] contracts = [.. GoldenLineTests.Contracts.Select(MakeReading)];
        Prop.ForAll(Broken.ToArbitrary(), line =>
            {
                foreach (Reading tryRead in contracts) tryRead(line);
                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Test]
    [Arguments("")]
    [Arguments("null")]
    [Arguments("[]")]
    [Arguments("\"x\"")]
    [Arguments("{")]
    [Arguments("""{"type":"error","id":1,"code":"c","text":"\ud800"}""")]
    [Arguments("""{"type":"error","id":1,"code":"c","text":"t","\udc00":1}""")]
    [Arguments("""{"type":"error","id":99999999999999999999,"code":"c","text":"t"}""")]
    [Arguments("""{"type":"error","id":1,"code":"c","text":"t","retry":1e999}""")]
    [Arguments("""{"type":"error","id":1,"code":"c","text":"t"}{}""")]
    public async Task A_line_that_does_not_fit_gives_false_and_null(string line)
    {
        bool isRead = ContractReader.TryRead(Encoding.UTF8.GetBytes(line), out ErrorReply? reply);

        await Assert.That(isRead).IsFalse();
        await Assert.That(reply).IsNull();
    }

    [Test]
    public async Task Bytes_that_are_no_UTF8_and_nesting_without_end_do_not_fit()
    {
        byte[] noText = [.. "{\"type\":\"error\",\"id\":1,\"code\":\"c\",\"text\":\""u8, 0xff, .. "\"}"u8];
        byte[] deep = Encoding.UTF8.GetBytes($$"""{"type":"error","id":1,"code":"c","text":"t","x":{{new string('[', 30_000)}}""");

        await Assert.That(ContractReader.TryRead<ErrorReply>(noText, out _)).IsFalse();
        await Assert.That(ContractReader.TryRead<ErrorReply>(deep, out _)).IsFalse();
    }

    [Test]
    public async Task A_contract_knows_its_own_type_among_all()
    {
        byte[] type = "peerack"u8.ToArray();

        await Assert.That(ContractReader.IsType<PeerAck>(type)).IsTrue();
        await Assert.That(ContractReader.IsType<PeerStop>(type)).IsFalse();
        await Assert.That(ContractReader.IsType<PeerAck>("PeerAck"u8)).IsFalse();
        await Assert.That(ContractReader.IsType<PeerAck>("peerack "u8)).IsFalse();
        await Assert.That(ContractReader.IsType<PeerAck>([0xff])).IsFalse();
    }

    private static Reading MakeReading(Type contract) => typeof(ContractReaderTests)
        .GetMethod(nameof(TryRead), 1, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static, [typeof(ReadOnlySpan<byte>)])!
        .MakeGenericMethod(contract).CreateDelegate<Reading>();

    private static bool TryRead<T>(ReadOnlySpan<byte> line) where T : class, IContract<T> =>
        ContractReader.TryRead(line, out T? contract) == contract is not null
            ? contract is not null
            : throw new InvalidOperationException("The answer and the contract do not agree.");
}
