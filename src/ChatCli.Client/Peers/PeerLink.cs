using ChatCli.Client.Link;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Peers;

/// <summary>How far a private chat is.</summary>
internal enum PeerLinkState
{
    /// <summary>Texts go both ways.</summary>
    Open,

    /// <summary>This user ended it; acknowledgements are awaited.</summary>
    Stopping,

    /// <summary>It is over; what still comes is thrown away.</summary>
    Ended,
}

/// <summary>One private chat: texts and acknowledgements both ways. Used by the client's loop, except for its receiving task.</summary>
internal sealed class PeerLink
{
    private const int MaxUnacknowledged = 1000;
    private const int MaxUnacknowledgedLength = 1024 * 1024;

    /// <summary>A peer that reads nothing while so much is due to it is not worth keeping.</summary>
    private const int MaxOutgoing = 8 * 1024 * 1024;

    private readonly PeerConnection _peer;
    private readonly OutgoingLines _outgoing;
    private readonly Queue<PeerMessage> _unacknowledged = new();
    private int _unacknowledgedLength;
    private long _lastSent;
    private long _lastShown;

    public PeerLink(string user, PeerConnection proven)
    {
        User = user;
        _peer = proven;
        _outgoing = new OutgoingLines(proven.Connection, MaxOutgoing);
    }

    /// <summary>The other one.</summary>
    public string User { get; }

    /// <summary>How far it is.</summary>
    public PeerLinkState State { get; set; }

    /// <summary>The texts that were not acknowledged, the oldest first.</summary>
    public IReadOnlyCollection<PeerMessage> Unacknowledged => _unacknowledged;

    /// <summary>False while so much is not acknowledged that no more is taken.</summary>
    public bool HasRoom => _unacknowledged.Count < MaxUnacknowledged && _unacknowledgedLength < MaxUnacknowledgedLength;

    /// <summary>Receives until the end: each event is given to <paramref name="received"/>, and last of all null.</summary>
    public async Task ReceiveAsync(Func<PeerLink, IEvent?, ValueTask> received)
    {
        while (true)
        {
            FrameStatus status = TryTake(out IEvent? told);
            if (told is not null) await received(this, told);
            else if (status == FrameStatus.Incomplete && await _peer.Reader.ReceiveAsync()) continue;
            else if (status != FrameStatus.Frame) break;
        }
        _peer.Connection.Close();
        await received(this, null);
    }

    /// <summary>Sends a text, and remembers it until it is acknowledged.</summary>
    public void Send(string text)
    {
        // {"type":"peermessage","n":1,"text":"hello"}
        var message = new PeerMessage(++_lastSent, text);
        _unacknowledged.Enqueue(message);
        _unacknowledgedLength += text.Length;
        _outgoing.Add(message);
    }

    /// <summary>Takes an acknowledgement.</summary>
    public void Acknowledged(long n)
    {
        while (_unacknowledged.TryPeek(out PeerMessage? oldest) && oldest.N <= n)
            _unacknowledgedLength -= _unacknowledged.Dequeue().Text.Length;
    }

    /// <summary>Whether a text may be shown: it is the next one, and within the limit.</summary>
    public bool IsNext(PeerMessage message) => message.N == _lastShown + 1 && AccountRules.IsText(message.Text);

    /// <summary>Acknowledges a text that was shown.</summary>
    public void Acknowledge(PeerMessage message)
    {
        _lastShown = message.N;
        // {"type":"peerack","n":1}
        _outgoing.Add(new PeerAck(message.N));
    }

    /// <summary>Tells the peer that it is over, and that no more follows. What the peer still sends is received until it closes.</summary>
    public void SayStop()
    {
        // {"type":"peerstop"}
        _outgoing.Add(new PeerStop());
        _ = _outgoing.CompleteAsync();
    }

    /// <summary>Sends what is due, then closes.</summary>
    public async Task CloseAsync()
    {
        await _outgoing.CompleteAsync();
        Abort();
    }

    /// <summary>Closes at once.</summary>
    public void Abort() => _peer.Connection.Close();

    private FrameStatus TryTake(out IEvent? told)
    {
        told = null;
        FrameStatus status = _peer.Reader.TryRead(out ReadOnlySpan<byte> frame);
        if (status != FrameStatus.Frame) return status;
        if (!FrameType.TryRead(frame, out ReadOnlySpan<byte> type)) return FrameStatus.TooLong;
        if (ContractReader.IsType<PeerMessage>(type)) return Take<PeerMessage>(frame, out told);
        if (ContractReader.IsType<PeerAck>(type)) return Take<PeerAck>(frame, out told);
        if (ContractReader.IsType<PeerStop>(type)) return Take<PeerStop>(frame, out told);
        // Something of a later version.
        return FrameStatus.Frame;
    }

    /// <summary>A line of a known type that does not fit its contract ends the chat, like a line over the limit.</summary>
    private static FrameStatus Take<T>(ReadOnlySpan<byte> frame, out IEvent? told) where T : class, IEvent<T>
    {
        told = ContractReader.TryRead(frame, out T? contract) ? contract : null;
        return told is null ? FrameStatus.TooLong : FrameStatus.Frame;
    }
}
