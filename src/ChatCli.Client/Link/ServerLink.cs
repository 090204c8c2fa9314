using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>One connection to the server: sends requests, reads replies and events. Knows no screen.</summary>
internal sealed class ServerLink(IByteConnection connection, TimeProvider time)
{
    private readonly FrameReader _reader = new(connection, Limits.MaxLine);
    private readonly OutgoingLines _outgoing = new(connection, int.MaxValue);
    private long _lastSent = time.GetTimestamp();
    private long _lastReceived = time.GetTimestamp();

    /// <summary>Of the connection; null: not encrypted.</summary>
    public byte[]? ChannelBinding => connection.ChannelBinding;

    /// <summary>What the server said to the hello.</summary>
    public GreetingReply? Greeting { get; set; }

    /// <summary>When something was sent last, as a timestamp of the clock.</summary>
    public long LastSent => Volatile.Read(ref _lastSent);

    /// <summary>When something was received last, as a timestamp of the clock.</summary>
    public long LastReceived => Volatile.Read(ref _lastReceived);

    /// <summary>Sends a request, without waiting.</summary>
    public void Send<T>(T request) where T : class, IRequest<T>
    {
        Volatile.Write(ref _lastSent, time.GetTimestamp());
        _outgoing.Add(request);
    }

    /// <summary>Waits until not much of what was sent is still waiting here.</summary>
    public Task WaitForRoomAsync() => _outgoing.WaitForRoomAsync();

    /// <summary>What comes next from the server. One call at a time; after <see cref="IncomingEnd"/> always that.</summary>
    public async ValueTask<Incoming> ReceiveAsync()
    {
        while (true)
        {
            FrameStatus status = TryTake(out Incoming? incoming);
            if (incoming is not null) return incoming;
            if (status == FrameStatus.Frame) continue;
            if (status == FrameStatus.Incomplete && await _reader.ReceiveAsync())
            {
                Volatile.Write(ref _lastReceived, time.GetTimestamp());
                continue;
            }
            connection.Close();
            return new IncomingEnd();
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Close() => connection.Close();

    /// <summary>Takes a line; <paramref name="incoming"/> stays null when it is to be ignored.</summary>
    private FrameStatus TryTake(out Incoming? incoming)
    {
        incoming = null;
        FrameStatus status = _reader.TryRead(out ReadOnlySpan<byte> frame);
        if (status != FrameStatus.Frame) return status;
        // Not a line of this protocol: the framing is lost.
        if (!FrameType.TryRead(frame, out ReadOnlySpan<byte> type)) return FrameStatus.TooLong;

        string wireName = Encoding.UTF8.GetString(type);
        if (FrameId.Find(frame) is { } id)
        {
            incoming = ReplyTable.Read(wireName, frame) is { } reply ? new IncomingReply(reply) : new IncomingUndecodable(wireName, id);
        }
        else if (EventTable.TryRead(wireName, frame, out IEvent? told))
        {
            incoming = told is not null ? new IncomingEvent(told) : new IncomingUndecodable(wireName, 0);
        }
        return status;
    }
}
