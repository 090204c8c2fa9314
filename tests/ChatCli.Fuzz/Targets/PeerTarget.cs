using System.Text;
using ChatCli.Client;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>Private sessions with peers that say wrong lines: instead of the handshake, dialing and being dialed, and after it.</summary>
internal sealed class PeerTarget : ITarget
{
    private const string Own = "luke";
    private const string Other = "hans";

    private static readonly string Session = Value("session");
    private static readonly string Secret = new('5', 64);

    private readonly Mutator _lines = new(GoldenLines.Peer);
    private readonly FakeTimeProvider _time = new();
    private readonly ClientLoop _loop;
    private readonly PeerBook _book;
    private readonly Task _looping;
    private InMemoryConnection? _dialed;
    private FindingException? _finding;

    public PeerTarget()
    {
        _loop = new ClientLoop(_time);
        _book = new PeerBook(Own, Print, _loop, DialAsync, _time);
        _looping = _loop.RunAsync();
    }

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var lines = new byte[1 + random.Next(12)][];
        for (int i = 0; i < lines.Length; i++) lines[i] = _lines.Next(random);
        return lines;
    }

    public async Task FeedAsync(Case inputs)
    {
        var random = new Random(inputs.Seed);
        switch (random.Next(4))
        {
            case 0:
                await BeDialedAsync(inputs);
                break;
            case 1:
                await DialAsync(inputs, isProven: false);
                break;
            default:
                await DialAsync(inputs, isProven: true);
                break;
        }
        _time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
        if (_finding is { } finding) throw finding;
        if (_looping.IsCompleted) await _looping;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.PostAsync(() =>
        {
            _book.Dispose();
            _loop.End();
        });
        await _looping;
        _time.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>A stranger, or the peer gone mad, connects.</summary>
    private async Task BeDialedAsync(Case inputs)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        var reception = new PeerReception(_time);
        var meeting = new PeerMeeting(Ready(dial: false), Own, DialAsync, _time, (_, channel) => channel?.Connection.Close());
        reception.Expect(meeting);
        Task receiving = reception.ReceiveAsync(far);
        await near.SendAsync(LinePeer.Join(inputs.Inputs));
        near.EndSend();
        await receiving;
        if (!far.IsClosed) throw new FindingException("a stranger was let in");
        meeting.GiveUp();
    }

    /// <summary>The peer is dialed, and says wrong lines at once, or after it has proven itself.</summary>
    private async Task DialAsync(Case inputs, bool isProven)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        _dialed = near;
        Task<(PeerMeeting? Claimed, PeerChannel? Channel)>? proving = null;
        if (isProven)
        {
            var meeting = new PeerMeeting(Ready(dial: false) with { User = Own }, Other, DialAsync, _time, static (_, _) => { });
            proving = PeerHandshake.ListenAsync(far, _ => meeting);
        }
        await _loop.PostAsync(() => _book.Meet(Ready(dial: true)));
        if (proving is not null && (await proving).Channel is null) throw new FindingException("the right peer was refused");
        byte[] bytes = LinePeer.Join(inputs.Inputs);
        // Some go on from the right number, so that texts are shown.
        if (isProven && inputs.Seed % 2 == 0) bytes = [.. """{"type":"peermessage","n":1,"text":"hi"}"""u8, (byte)'\n', .. bytes];
        await far.SendAsync(bytes);
        far.EndSend();
        var buffer = new byte[4096];
        while (await far.ReceiveAsync(buffer) > 0)
        {
        }
        far.Close();
        // Without a proof it dials again and again, until it gives up.
        if (!isProven) _time.Advance(TimeSpan.FromSeconds(11));
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _loop.PostAsync(() =>
        {
            if (_book.IsOpen(Other)) _book.TrySend(Other, "text");
            handled.SetResult();
        });
        await Task.WhenAny(handled.Task, _looping);
    }

    private Task<IByteConnection?> DialAsync(string host, int port, CancellationToken cancellation) =>
        Task.FromResult<IByteConnection?>(Interlocked.Exchange(ref _dialed, null));

    private void Print(string line)
    {
        try
        {
            ShownLines.Check(line);
        }
        catch (FindingException e)
        {
            _finding ??= e;
        }
    }

    private static PrivateReadyEvent Ready(bool dial) => new(Other, dial, "127.0.0.1", 40_000, Session, Secret);

    /// <summary>A property of the first example of a peer's line.</summary>
    private static string Value(string name)
    {
        string line = Encoding.UTF8.GetString(GoldenLines.Peer[0]);
        int start = line.IndexOf($"\"{name}\":\"", StringComparison.Ordinal) + name.Length + 4;
        return line[start..line.IndexOf('"', start)];
    }
}
