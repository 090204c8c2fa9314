using System.Net;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Hub;

/// <summary>How far a connection has come.</summary>
internal enum ChannelState
{
    Connected,
    Greeted,
    LoggedIn,
}

/// <summary>
/// A client's connection as the features see it: who is on it, and how to answer. The state changes only in the handlers of its own
/// connection; answering and ending may be done from anywhere.
/// </summary>
/// <param name="outbound">What its client is sent.</param>
/// <param name="connection">What it knows of the other side; null in tests that need none.</param>
internal sealed class ClientChannel(OutboundQueue outbound, IByteConnection? connection)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _requestsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private User? _user;
    private volatile bool _isHandling;
    private SenderInstance? _sender;

    public OutboundQueue Outbound => outbound;

    /// <summary>This server as the client reached it; null where there is no network.</summary>
    public IPEndPoint? LocalEndPoint => connection?.LocalEndPoint;

    /// <summary>The client as this server sees it; null where there is no network.</summary>
    public IPEndPoint? RemoteEndPoint => connection?.RemoteEndPoint;

    /// <summary>See <see cref="IByteConnection.ChannelBinding"/>; null: not encrypted.</summary>
    public byte[]? ChannelBinding => connection?.ChannelBinding;

    public ChannelState State { get; private set; }

    /// <summary>Who is logged in here. Only for handlers of requests that need a login.</summary>
    public User User => _user ?? throw new InvalidOperationException("Nobody is logged in on this connection.");

    /// <summary>The client process, as its hello named it.</summary>
    public string Instance { get; private set; } = "";

    /// <summary>What was taken of this client process. Only for handlers of requests that need a login.</summary>
    public SenderInstance Sender => _sender ?? throw new InvalidOperationException("Nobody is logged in on this connection.");

    /// <summary>The log-in that waits for its response; null: none. Used up by the first one.</summary>
    public LoginExchange? Exchange { get; set; }

    /// <summary>Runs since the login, restarted by every command; null before.</summary>
    public IdleClock? IdleClock { get; private set; }

    /// <summary>Completes when the server wants the connection closed.</summary>
    public Task Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Completes when no request of this connection is or will be handled any more.</summary>
    public Task RequestsEnded => _requestsEnded.Task;

    /// <summary>Whether the connection is to be closed without waiting for anything.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whether its client has come on another connection: its user is not leaving.</summary>
    public bool IsTakenOver { get; private set; }

    /// <summary>Whether the client has promised to be heard of within three times <see cref="ChatCli.Protocol.Messages.Limits.KeepAlive"/>.</summary>
    public bool KeepsAlive { get; private set; }

    public void Greet(string instance, bool keepsAlive)
    {
        Instance = instance;
        KeepsAlive = keepsAlive;
        State = ChannelState.Greeted;
    }

    /// <summary>For <see cref="ChatHub"/> alone: binds the connection to its user.</summary>
    public void LogIn(User user, SenderInstance sender, IdleClock idleClock)
    {
        _user = user;
        _sender = sender;
        IdleClock = idleClock;
        State = ChannelState.LoggedIn;
    }

    /// <summary>Sends an answer to the request of this channel's own client, or its last word.</summary>
    public void Answer<T>(T contract)
        where T : class, IContract<T>
    {
        outbound.PlaceReceipts();
        outbound.Enqueue(FrameWriter.Write(contract).Span);
    }

    public void Ok(long id) => Answer(new OkReply(id));

    public void Refuse(long id, Refusal refusal) =>
        Answer(new ErrorReply(id, refusal.Code, refusal.Text, refusal.Retry));

    /// <summary>
    /// Ends the connection: what is queued is still sent, what arrives from now on is not read. The first reason wins, so the
    /// last word MUST be queued before.
    /// </summary>
    public void End()
    {
        IdleClock?.Stop();
        outbound.Complete();
        _ended.TrySetResult();
        Interlocked.MemoryBarrier();
        if (!_isHandling) _requestsEnded.TrySetResult();
    }

    /// <summary>Ends the connection, whose client asks to go on with another one.</summary>
    public void GiveWay()
    {
        IsTakenOver = true;
        Abandon();
    }

    /// <summary>Ends the connection and does not wait for what is queued: the client has gone, or has come on another one.</summary>
    public void Abandon()
    {
        IsAbandoned = true;
        End();
    }

    /// <summary>For the connection alone, before it handles what it has received: false when nothing may be handled any more.</summary>
    public bool TryBeginRequests()
    {
        _isHandling = true;
        // Either this sees the end, or the end sees that requests are being handled and leaves the rest to their end.
        Interlocked.MemoryBarrier();
        if (!HasEnded) return true;
        EndRequests();
        return false;
    }

    /// <summary>For the connection alone: what it had received is handled.</summary>
    public void EndRequests()
    {
        _isHandling = false;
        Interlocked.MemoryBarrier();
        if (HasEnded) _requestsEnded.TrySetResult();
    }
}
