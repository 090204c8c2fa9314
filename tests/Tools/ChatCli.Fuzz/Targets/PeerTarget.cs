using System.Text;
using ChatCli.Client;
using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>Private chats with peers that say wrong lines: in place of TLS, inside it in place of the proofs, and after them.</summary>
internal sealed class PeerTarget : ITarget
{
    /// <summary>How far it comes before the wrong lines.</summary>
    private enum Stage
    {
        Plain,
        Encrypted,
        Proven,
    }

    private const string Own = "luke";
    private const string Other = "hans";

    private static readonly TlsCertificate OwnKey = TlsCertificate.CreateSelfSigned("own", DateTimeOffset.UtcNow);
    private static readonly TlsCertificate OtherKey = TlsCertificate.CreateSelfSigned("other", DateTimeOffset.UtcNow);
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
        _book = new PeerBook(Own, Show, _loop, DialAsync, _time);
        _looping = _loop.RunAsync();
    }

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var lines = new byte[1 + random.Next(40)][];
        for (int i = 0; i < lines.Length; i++) lines[i] = _lines.Next(random);
        return lines;
    }

    public async Task FeedAsync(Case inputs)
    {
        var random = new Random(inputs.Seed);
        Stage stage = random.Next(8) switch { 0 => Stage.Plain, < 4 => Stage.Encrypted, _ => Stage.Proven };
        if (stage != Stage.Proven && random.Next(2) == 0) await BeDialedAsync(inputs, stage);
        else await DialAsync(inputs, stage);
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
    private async Task BeDialedAsync(Case inputs, Stage stage)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        var reception = new PeerReception(_time);
        var meeting = new PeerMeeting(
            Ready(dial: false), Own, OwnKey, OtherKey.Fingerprint, DialAsync, _time, (_, channel) => channel?.Connection.Close());
        reception.Expect(meeting);
        Task receiving = reception.ReceiveAsync(far);
        IByteConnection? peer = stage == Stage.Plain
            ? near
            : (await TlsConnection.ConnectAsync(near, Session, static _ => true, CancellationToken.None, OtherKey)).Connection;
        if (peer is null) throw new FindingException("the right key was refused");
        await SayAsync(peer, LinePeer.Join(inputs.Inputs));
        await receiving;
        if (!far.IsClosed) throw new FindingException("a stranger was let in");
        meeting.GiveUp();
    }

    /// <summary>The peer is dialed, and says wrong lines.</summary>
    private async Task DialAsync(Case inputs, Stage stage)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        _dialed = near;
        await _loop.PostAsync(() => _book.Meetings.Meet(Ready(dial: true), OwnKey));
        IByteConnection? peer = stage == Stage.Plain
            ? far
            : (await TlsConnection.AcceptAsync(far, new TlsServerOptions(OtherKey) { CheckClient = static _ => true }, CancellationToken.None)).Connection;
        if (peer is null) throw new FindingException("the right key was refused");
        if (stage == Stage.Proven)
        {
            PrivateReadyEvent ready = Ready(dial: false) with { User = Own, Key = OwnKey.Fingerprint.ToString() };
            var meeting = new PeerMeeting(ready, Other, OtherKey, OwnKey.Fingerprint, DialAsync, _time, static (_, _) => { });
            if ((await PeerHandshake.ListenAsync(peer, OwnKey.Fingerprint, meeting)).Proven is null) throw new FindingException("the right peer was refused");
        }
        byte[] bytes = LinePeer.Join(inputs.Inputs);
        // Some go on from the right number, so that texts are shown.
        if (stage == Stage.Proven && inputs.Seed % 2 == 0) bytes = [.. """{"type":"peermessage","n":1,"text":"hi"}"""u8, (byte)'\n', .. bytes];
        await SayAsync(peer, bytes);
        peer.Close();
        // Without a proof it dials again and again, until it gives up.
        if (stage != Stage.Proven) _time.Advance(TimeSpan.FromSeconds(11));
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _loop.PostAsync(() =>
        {
            if (_book.IsOpen(Other)) _book.TrySend(Other, "text");
            handled.SetResult();
        });
        await Task.WhenAny(handled.Task, _looping);
    }

    /// <summary>Says bytes, and reads until the other end has closed.</summary>
    private static async Task SayAsync(IByteConnection peer, byte[] bytes)
    {
        // What is answered meanwhile is read, or it would stand in the way.
        Task saying = SendAllAsync(peer, bytes);
        var buffer = new byte[4096];
        while (await peer.ReceiveAsync(buffer) > 0)
        {
        }
        await saying;
    }

    private static async Task SendAllAsync(IByteConnection peer, byte[] bytes)
    {
        await peer.SendAsync(bytes);
        peer.EndSend();
    }

    private Task<IByteConnection?> DialAsync(string host, int port, CancellationToken cancellation) =>
        Task.FromResult<IByteConnection?>(Interlocked.Exchange(ref _dialed, null));

    private void Show(Notice notice)
    {
        try
        {
            ShownLines.Check(notice);
        }
        catch (FindingException e)
        {
            _finding ??= e;
        }
    }

    private static PrivateReadyEvent Ready(bool dial) => new(Other, dial, "127.0.0.1", 40_000, Session, Secret, OtherKey.Fingerprint.ToString());

    /// <summary>A property of the first example of a peer's line.</summary>
    private static string Value(string name)
    {
        string line = Encoding.UTF8.GetString(GoldenLines.Peer[0]);
        int start = line.IndexOf($"\"{name}\":\"", StringComparison.Ordinal) + name.Length + 4;
        return line[start..line.IndexOf('"', start)];
    }
}
