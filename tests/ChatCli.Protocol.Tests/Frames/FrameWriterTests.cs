using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Protocol.Tests;

public class FrameWriterTests
{
    /// <summary>Each is one byte of UTF-8 that takes six in JSON.</summary>
    private static readonly string LongestText = new('\u0001', Limits.MaxText);

    /// <summary>A character that is escaped, so that each takes two bytes.</summary>
    private static readonly string LongestName = new('"', Limits.MaxName);

    [Test]
    public async Task The_longest_of_every_contract_fits_in_a_line()
    {
        string nonce = new('\\', 300), verifier = new('+', 300), address = new('f', 45), hex = new('f', 64), server = new('x', 200);
        string instance = new('f', 32);
        string[] names = [.. Enumerable.Repeat(LongestName, 500)];
        int[] lengths = [
            Length(new AccountReply(long.MinValue, false)),
            Length(new AckRequest(long.MinValue, long.MinValue)),
            Length(new AccountRequest(long.MinValue, LongestName)),
            Length(new ActiveRequest(long.MinValue)),
            Length(new AnswerPrivateRequest(long.MinValue, LongestName, false, int.MinValue, hex)),
            Length(new BlockRequest(long.MinValue, LongestName)),
            Length(new BroadcastEvent(LongestName, LongestText, long.MinValue)),
            Length(new BroadcastReply(long.MinValue, false)),
            Length(new BroadcastRequest(long.MinValue, LongestText)),
            Length(new ChallengeReply(long.MinValue, nonce + verifier)),
            Length(new CheckPrivateRequest(long.MinValue, LongestName)),
            Length(new ErrorReply(long.MinValue, ErrorCode.InvalidVerifier, server)),
            Length(new GreetingReply(long.MinValue, int.MinValue, server, int.MinValue, int.MinValue, [ScramMechanism.Plus], int.MinValue)),
            Length(new HelloRequest(long.MinValue, int.MinValue, instance)),
            Length(new LoggedOutEvent(LogoutReason.Stopping, server, int.MinValue)),
            Length(new LoginRequest(long.MinValue, ScramMechanism.Plus, nonce + LongestName + LongestName + LongestName)),
            Length(new LogoutRequest(long.MinValue)),
            Length(new MessageEvent(LongestName, instance, long.MinValue, LongestText, long.MinValue, true)),
            Length(new MessageRequest(long.MinValue, LongestName, LongestText)),
            Length(new OkReply(long.MinValue)),
            Length(new PasswdReply(long.MinValue, hex)),
            Length(new PasswdRequest(long.MinValue, verifier)),
            Length(new PeerAck(long.MinValue)),
            Length(new PeerChallenge(hex)),
            Length(new PeerHello(hex, LongestName, LongestName, hex)),
            Length(new PeerMessage(long.MinValue, LongestText)),
            Length(new PeerProof(hex)),
            Length(new PeerStop()),
            Length(new PingRequest(long.MinValue)),
            Length(new PresenceEvent(LongestName, false)),
            Length(new PrivateAskedEvent(LongestName)),
            Length(new PrivateAskEndedEvent(LongestName, AskEnd.Declined)),
            Length(new PrivateReadyEvent(LongestName, false, address, int.MinValue, hex, hex, hex)),
            Length(new ReceiptEvent(LongestName, long.MinValue, ReceiptState.Delivered)),
            Length(new RegisterRequest(long.MinValue, LongestName, verifier)),
            Length(new ResponseRequest(long.MinValue, nonce + verifier)),
            Length(new ResumeRequest(long.MinValue, LongestName, hex)),
            Length(new StartPrivateRequest(long.MinValue, LongestName, int.MinValue, hex)),
            Length(new UnblockRequest(long.MinValue, LongestName)),
            Length(new UsersReply(long.MinValue, names, true)),
            Length(new WelcomeReply(long.MinValue, LongestName, hex, hex)),
            Length(new WhoElseRequest(long.MinValue)),
            Length(new WhoElseSinceRequest(long.MinValue, long.MinValue))];

        await Assert.That(lengths.Max()).IsLessThanOrEqualTo(Limits.MaxLine);
        // All contracts there are.
        int contracts = GoldenLineTests.Contracts.Length;
        await Assert.That(lengths.Length).IsEqualTo(contracts);
    }

    [Test]
    public async Task Only_what_must_be_escaped_is()
    {
        string line = Write(new MessageEvent("ann", "0f1e", 3, "<a href='x'>&+ ünï 日本</a> \"q\" \\ \n\u001b", 5));

        await Assert.That(line).IsEqualTo(
            """{"type":"message","from":"ann","instance":"0f1e","n":3,"text":"<a href='x'>&+ ünï 日本</a> \"q\" \\ \n\u001B","time":5}""" + "\n");
    }

    [Test]
    public async Task No_text_can_contain_a_line_end()
    {
        string line = Write(new MessageEvent("ann", "0f1e", 3, "a\nb\rc\u0085d\u2028e\u2029f", 5));

        await Assert.That(line.IndexOfAny(['\n', '\r', '\u0085', '\u2028', '\u2029'])).IsEqualTo(line.Length - 1);
    }

    [Test]
    public async Task The_type_comes_first_and_defaults_are_left_out()
    {
        await Assert.That(Write(new MessageEvent("a", "i", 3, "b", 5, false))).StartsWith("{\"type\":\"message\",");
        await Assert.That(Write(new MessageEvent("a", "i", 3, "b", 5, false))).DoesNotContain("stored");
        await Assert.That(Write(new HelloRequest(5, 1))).DoesNotContain("instance");
        await Assert.That(Write(new LoggedOutEvent("idle", "x"))).DoesNotContain("retry");
        await Assert.That(Write(new UsersReply(5, []))).IsEqualTo("{\"type\":\"users\",\"id\":5,\"users\":[]}\n");
        await Assert.That(Write(new PeerStop())).IsEqualTo("{\"type\":\"peerstop\"}\n");
    }

    [Test]
    public async Task Many_threads_may_write_at_once()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), async (i, _) =>
        {
            string line = Write(new OkReply(i));
            await Assert.That(line).IsEqualTo($"{{\"type\":\"ok\",\"id\":{i}}}\n");
        });
    }

    [Test]
    [NotInParallel]
    public async Task Writing_allocates_nothing()
    {
        var message = new MessageEvent("ann", "0f1e", 3, "hello", 5);
        FrameWriter.Write(message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) FrameWriter.Write(message);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        await Assert.That(allocated).IsEqualTo(0);
    }

    private static int Length<T>(T contract) where T : class, IContract<T> => FrameWriter.Write(contract).Length;

    private static string Write<T>(T contract) where T : class, IContract<T> => Encoding.UTF8.GetString(FrameWriter.Write(contract).Span);
}
