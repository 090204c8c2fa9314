using System.Text;
using System.Text.Json.Serialization.Metadata;
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
        WireJson json = WireJson.Default;
        string nonce = new('\\', 300), verifier = new('+', 300), address = new('f', 45), hex = new('f', 64), server = new('x', 200);
        string instance = new('f', 32);
        string[] names = [.. Enumerable.Repeat(LongestName, 500)];
        int[] lengths = [
            Length(new AccountReply(long.MinValue, false), json.AccountReply),
            Length(new AckRequest(long.MinValue, long.MinValue), json.AckRequest),
            Length(new AccountRequest(long.MinValue, LongestName), json.AccountRequest),
            Length(new ActiveRequest(long.MinValue), json.ActiveRequest),
            Length(new AnswerPrivateRequest(long.MinValue, LongestName, false, int.MinValue, hex), json.AnswerPrivateRequest),
            Length(new BlockRequest(long.MinValue, LongestName), json.BlockRequest),
            Length(new BroadcastEvent(LongestName, LongestText, long.MinValue), json.BroadcastEvent),
            Length(new BroadcastReply(long.MinValue, false), json.BroadcastReply),
            Length(new BroadcastRequest(long.MinValue, LongestText), json.BroadcastRequest),
            Length(new ChallengeReply(long.MinValue, nonce + verifier), json.ChallengeReply),
            Length(new CheckPrivateRequest(long.MinValue, LongestName), json.CheckPrivateRequest),
            Length(new ErrorReply(long.MinValue, ErrorCode.InvalidVerifier, server), json.ErrorReply),
            Length(new GreetingReply(long.MinValue, int.MinValue, server, int.MinValue, int.MinValue, [ScramMechanism.Plus], int.MinValue), json.GreetingReply),
            Length(new HelloRequest(long.MinValue, int.MinValue, instance), json.HelloRequest),
            Length(new LoggedOutEvent(LogoutReason.Stopping, server, int.MinValue), json.LoggedOutEvent),
            Length(new LoginRequest(long.MinValue, ScramMechanism.Plus, nonce + LongestName + LongestName + LongestName), json.LoginRequest),
            Length(new LogoutRequest(long.MinValue), json.LogoutRequest),
            Length(new MessageEvent(LongestName, instance, long.MinValue, LongestText, long.MinValue, true), json.MessageEvent),
            Length(new MessageRequest(long.MinValue, LongestName, LongestText), json.MessageRequest),
            Length(new OkReply(long.MinValue), json.OkReply),
            Length(new PasswdReply(long.MinValue, hex), json.PasswdReply),
            Length(new PasswdRequest(long.MinValue, verifier), json.PasswdRequest),
            Length(new PeerAck(long.MinValue), json.PeerAck),
            Length(new PeerChallenge(hex), json.PeerChallenge),
            Length(new PeerHello(hex, LongestName, LongestName, hex), json.PeerHello),
            Length(new PeerMessage(long.MinValue, LongestText), json.PeerMessage),
            Length(new PeerProof(hex), json.PeerProof),
            Length(new PeerStop(), json.PeerStop),
            Length(new PingRequest(long.MinValue), json.PingRequest),
            Length(new PresenceEvent(LongestName, false), json.PresenceEvent),
            Length(new PrivateAskedEvent(LongestName), json.PrivateAskedEvent),
            Length(new PrivateAskEndedEvent(LongestName, AskEnd.Declined), json.PrivateAskEndedEvent),
            Length(new PrivateReadyEvent(LongestName, false, address, int.MinValue, hex, hex, hex), json.PrivateReadyEvent),
            Length(new ReceiptEvent(LongestName, long.MinValue, ReceiptState.Delivered), json.ReceiptEvent),
            Length(new RegisterRequest(long.MinValue, LongestName, verifier), json.RegisterRequest),
            Length(new ResponseRequest(long.MinValue, nonce + verifier), json.ResponseRequest),
            Length(new ResumeRequest(long.MinValue, LongestName, hex), json.ResumeRequest),
            Length(new StartPrivateRequest(long.MinValue, LongestName, int.MinValue, hex), json.StartPrivateRequest),
            Length(new UnblockRequest(long.MinValue, LongestName), json.UnblockRequest),
            Length(new UsersReply(long.MinValue, names, true), json.UsersReply),
            Length(new WelcomeReply(long.MinValue, LongestName, hex, hex), json.WelcomeReply),
            Length(new WhoElseRequest(long.MinValue), json.WhoElseRequest),
            Length(new WhoElseSinceRequest(long.MinValue, long.MinValue), json.WhoElseSinceRequest)];

        await Assert.That(lengths.Max()).IsLessThanOrEqualTo(Limits.MaxLine);
        // All contracts there are.
        int contracts = typeof(IContract).Assembly.GetTypes().Count(type => type.IsClass && typeof(IContract).IsAssignableFrom(type));
        await Assert.That(lengths.Length).IsEqualTo(contracts);
    }

    [Test]
    public async Task Only_what_must_be_escaped_is()
    {
        string line = Write(new MessageEvent("ann", "0f1e", 3, "<a href='x'>&+ ünï 日本</a> \"q\" \\ \n\u001b", 5), WireJson.Default.MessageEvent);

        await Assert.That(line).IsEqualTo(
            """{"type":"message","from":"ann","instance":"0f1e","n":3,"text":"<a href='x'>&+ ünï 日本</a> \"q\" \\ \n\u001B","time":5}""" + "\n");
    }

    [Test]
    public async Task No_text_can_contain_a_line_end()
    {
        string line = Write(new MessageEvent("ann", "0f1e", 3, "a\nb\rc\u0085d\u2028e\u2029f", 5), WireJson.Default.MessageEvent);

        await Assert.That(line.IndexOfAny(['\n', '\r', '\u0085', '\u2028', '\u2029'])).IsEqualTo(line.Length - 1);
    }

    [Test]
    public async Task The_type_comes_first_and_defaults_are_left_out()
    {
        await Assert.That(Write(new MessageEvent("a", "i", 3, "b", 5, false), WireJson.Default.MessageEvent)).StartsWith("{\"type\":\"message\",");
        await Assert.That(Write(new MessageEvent("a", "i", 3, "b", 5, false), WireJson.Default.MessageEvent)).DoesNotContain("stored");
        await Assert.That(Write(new HelloRequest(5, 1), WireJson.Default.HelloRequest)).DoesNotContain("instance");
        await Assert.That(Write(new LoggedOutEvent("idle", "x"), WireJson.Default.LoggedOutEvent)).DoesNotContain("retry");
        await Assert.That(Write(new UsersReply(5, []), WireJson.Default.UsersReply)).IsEqualTo("{\"type\":\"users\",\"id\":5,\"users\":[]}\n");
        await Assert.That(Write(new PeerStop(), WireJson.Default.PeerStop)).IsEqualTo("{\"type\":\"peerstop\"}\n");
    }

    [Test]
    public async Task Many_threads_may_write_at_once()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), async (i, _) =>
        {
            string line = Write(new OkReply(i), WireJson.Default.OkReply);
            await Assert.That(line).IsEqualTo($"{{\"type\":\"ok\",\"id\":{i}}}\n");
        });
    }

    private static int Length<T>(T contract, JsonTypeInfo<T> typeInfo) => FrameWriter.Write(contract, typeInfo).Length;

    private static string Write<T>(T contract, JsonTypeInfo<T> typeInfo) => Encoding.UTF8.GetString(FrameWriter.Write(contract, typeInfo).Span);
}
