using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using ChatCli.Client.Link;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Fuzz.Targets;

/// <summary>
/// Type, id and contract of single lines, read as server and client read them: what fits is written again so that it stays the same, what
/// does not fit is a value.
/// </summary>
internal sealed class ContractsTarget : ITarget
{
    private delegate void Reading(byte[] line);

    private static readonly Reading[] Contracts =
    [
        By(WireJson.Default.AccountRequest), By(WireJson.Default.AccountReply), By(WireJson.Default.AckRequest), By(WireJson.Default.ActiveRequest),
        By(WireJson.Default.AnswerPrivateRequest), By(WireJson.Default.BlockRequest), By(WireJson.Default.BroadcastEvent),
        By(WireJson.Default.BroadcastReply), By(WireJson.Default.BroadcastRequest), By(WireJson.Default.ChallengeReply), By(WireJson.Default.CheckPrivateRequest),
        By(WireJson.Default.ErrorReply), By(WireJson.Default.GreetingReply), By(WireJson.Default.HelloRequest), By(WireJson.Default.LoggedOutEvent),
        By(WireJson.Default.LoginRequest), By(WireJson.Default.LogoutRequest), By(WireJson.Default.MessageEvent), By(WireJson.Default.MessageRequest),
        By(WireJson.Default.OkReply), By(WireJson.Default.PasswdReply), By(WireJson.Default.PasswdRequest), By(WireJson.Default.PeerAck), By(WireJson.Default.PeerChallenge), By(WireJson.Default.PeerHello),
        By(WireJson.Default.PeerMessage), By(WireJson.Default.PeerProof), By(WireJson.Default.PeerStop), By(WireJson.Default.PresenceEvent),
        By(WireJson.Default.PrivateAskedEvent), By(WireJson.Default.PrivateAskEndedEvent), By(WireJson.Default.PrivateReadyEvent),
        By(WireJson.Default.PingRequest), By(WireJson.Default.ReceiptEvent), By(WireJson.Default.RegisterRequest), By(WireJson.Default.ResponseRequest),
        By(WireJson.Default.ResumeRequest),
        By(WireJson.Default.StartPrivateRequest), By(WireJson.Default.UnblockRequest), By(WireJson.Default.UsersReply),
        By(WireJson.Default.WelcomeReply), By(WireJson.Default.WhoElseRequest), By(WireJson.Default.WhoElseSinceRequest),
    ];

    private readonly Mutator _lines = new(GoldenLines.All);

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var lines = new byte[64][];
        for (int i = 0; i < lines.Length; i++) lines[i] = _lines.Next(random);
        return lines;
    }

    public Task FeedAsync(Case inputs)
    {
        var random = new Random(inputs.Seed);
        foreach (byte[] line in inputs.Inputs) Feed(line, random);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Feed(byte[] line, Random random)
    {
        _ = FrameId.Find(line);
        if (FrameType.TryRead(line, out ReadOnlySpan<byte> type))
        {
            string wireName = Encoding.UTF8.GetString(type);
            _ = ReplyTable.Read(wireName, line);
            _ = EventTable.TryRead(wireName, line, out _);
        }
        // By any other contract too, whatever its type is.
        Contracts[random.Next(Contracts.Length)](line);
    }

    private static Reading By<T>(JsonTypeInfo<T> contract) where T : class, IContract => line =>
    {
        T? read = Contract.Read(line, contract);
        if (Utf8.IsValid(line) && ReadAsServer(line, contract) is null != read is null) throw new FindingException("server and client do not agree");
        if (read is null) return;
        byte[] written = FrameWriter.Write(read, contract).ToArray();
        if (written.AsSpan().IndexOf((byte)'\n') != written.Length - 1) throw new FindingException("what is written is not one line");
        T again = Contract.Read(written.AsSpan(0, written.Length - 1), contract) ?? throw new FindingException("what is written cannot be read");
        if (!FrameWriter.Write(again, contract).Span.SequenceEqual(written)) throw new FindingException("what is written is not what was read");
    };

    /// <summary>As a row of the server's table does it, which knows of one kind of exception.</summary>
    private static T? ReadAsServer<T>(byte[] line, JsonTypeInfo<T> contract) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, contract);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
