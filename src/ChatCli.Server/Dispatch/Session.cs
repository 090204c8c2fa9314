using System.Net;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Outbound;

namespace ChatCli.Server.Dispatch;

/// <summary>How far a connection has come.</summary>
internal enum SessionState
{
    Connected,
    Greeted,
    LoggedIn,
}

/// <summary>
/// One connection as the features see it: who is on it, and how to answer. The state changes only in the handlers of its own
/// connection; answering and ending may be done from anywhere.
/// </summary>
/// <param name="outbound">What its client is sent.</param>
/// <param name="localEndPoint">This server as the client reached it; null where there is no network.</param>
/// <param name="remoteEndPoint">The client as this server sees it; null where there is no network.</param>
internal sealed class Session(OutboundQueue outbound, IPEndPoint? localEndPoint, IPEndPoint? remoteEndPoint)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _receiveEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private User? _user;
    private SenderInstance? _sender;

    public OutboundQueue Outbound => outbound;

    public IPEndPoint? LocalEndPoint => localEndPoint;

    public IPEndPoint? RemoteEndPoint => remoteEndPoint;

    public SessionState State { get; private set; }

    /// <summary>Who is logged in here. Only for handlers of requests that need a login.</summary>
    public User User => _user ?? throw new InvalidOperationException("Nobody is logged in on this connection.");

    /// <summary>The client process, as its hello named it.</summary>
    public string Instance { get; private set; } = "";

    /// <summary>What was taken of this client process. Only for handlers of requests that need a login.</summary>
    public SenderInstance Sender => _sender ?? throw new InvalidOperationException("Nobody is logged in on this connection.");

    /// <summary>Runs since the login, restarted by every command; null before.</summary>
    public IdleClock? IdleClock { get; private set; }

    /// <summary>Completes when the server wants the connection closed.</summary>
    public Task Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Completes when no request of this connection is or will be handled any more.</summary>
    public Task ReceiveEnded => _receiveEnded.Task;

    /// <summary>Whether the connection is to be closed without waiting for anything.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whether the client has promised to be heard of within three times <see cref="ChatCli.Protocol.Messages.Limits.KeepAlive"/>.</summary>
    public bool KeepsAlive { get; private set; }

    public void Greet(string instance, bool keepsAlive)
    {
        Instance = instance;
        KeepsAlive = keepsAlive;
        State = SessionState.Greeted;
    }

    /// <summary>For <see cref="ChatHub"/> alone: binds the connection to its user.</summary>
    public void LogIn(User user, SenderInstance sender, IdleClock idleClock)
    {
        _user = user;
        _sender = sender;
        IdleClock = idleClock;
        State = SessionState.LoggedIn;
    }

    /// <summary>Sends an answer to this session's own request, or its last word.</summary>
    public void Answer<T>(T contract, JsonTypeInfo<T> typeInfo)
        where T : IContract => outbound.Enqueue(FrameWriter.Write(contract, typeInfo).Span);

    public void Ok(long id) => Answer(new OkReply(id), WireJson.Default.OkReply);

    public void Refuse(long id, Refusal refusal) =>
        Answer(new ErrorReply(id, refusal.Code, refusal.Text, refusal.Retry), WireJson.Default.ErrorReply);

    /// <summary>
    /// Ends the connection: what is queued is still sent, what arrives from now on is not read. The first reason wins, so the
    /// last word MUST be queued before.
    /// </summary>
    public void End()
    {
        IdleClock?.Stop();
        outbound.Complete();
        _ended.TrySetResult();
    }

    /// <summary>Ends the connection and does not wait for what is queued: the client has gone, or has come on another one.</summary>
    public void Abandon()
    {
        IsAbandoned = true;
        End();
    }

    /// <summary>For the connection alone: its receive loop has ended.</summary>
    public void EndReceive() => _receiveEnded.TrySetResult();
}
