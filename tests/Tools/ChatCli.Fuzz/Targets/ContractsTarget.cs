using System.Text;
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
        By<AccountRequest>(), By<AccountReply>(), By<AckRequest>(), By<ActiveRequest>(),
        By<AnswerPrivateRequest>(), By<BlockRequest>(), By<BroadcastEvent>(),
        By<BroadcastReply>(), By<BroadcastRequest>(), By<ChallengeReply>(), By<CheckPrivateRequest>(),
        By<ErrorReply>(), By<GreetingReply>(), By<HelloRequest>(), By<LoggedOutEvent>(),
        By<LoginRequest>(), By<LogoutRequest>(), By<MessageEvent>(), By<MessageRequest>(),
        By<OkReply>(), By<PasswdReply>(), By<PasswdRequest>(), By<PeerAck>(), By<PeerChallenge>(), By<PeerHello>(),
        By<PeerMessage>(), By<PeerProof>(), By<PeerStop>(), By<PresenceEvent>(),
        By<PrivateAskedEvent>(), By<PrivateAskEndedEvent>(), By<PrivateReadyEvent>(),
        By<PingRequest>(), By<ReceiptEvent>(), By<RegisterRequest>(), By<ResponseRequest>(),
        By<ResumeRequest>(),
        By<StartPrivateRequest>(), By<UnblockRequest>(), By<UsersReply>(),
        By<WelcomeReply>(), By<WhoElseRequest>(), By<WhoElseSinceRequest>(),
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

    private static Reading By<T>() where T : class, IContract<T> => line =>
    {
        if (!ContractReader.TryRead(line, out T? read)) return;
        byte[] written = FrameWriter.Write(read).ToArray();
        if (written.AsSpan().IndexOf((byte)'\n') != written.Length - 1) throw new FindingException("what is written is not one line");
        if (!ContractReader.TryRead(written.AsSpan(0, written.Length - 1), out T? again)) throw new FindingException("what is written cannot be read");
        if (!FrameWriter.Write(again).Span.SequenceEqual(written)) throw new FindingException("what is written is not what was read");
    };
}
