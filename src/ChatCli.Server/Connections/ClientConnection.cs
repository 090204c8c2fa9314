using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Log;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Connections;

/// <summary>One client from accept to close: its receive loop, its send loop and the one place that closes it. Hot path.</summary>
internal sealed class ClientConnection
{
    /// <summary>So many reads without a wait, then others get their turn on this thread.</summary>
    private const int MaxTurns = 16;

    /// <summary>How long what is queued may take to leave when the connection ends.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    /// <summary>How long the client has to close after our last word: closing first could destroy it on its way.</summary>
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private readonly IByteConnection _connection;
    private readonly RequestDispatcher _dispatcher;
    private readonly ChatHub _hub;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly OutboundQueue _outbound;
    private readonly FrameReader _reader;
    private readonly ServerOptions _options;
    private readonly Admission.Visitor _visitor;
    private readonly Refusal? _refusal;
    private readonly TimeSpan _loginTime;
    private IdleClock? _silence;
    private bool _isStranger = true;

    public ClientConnection(
        Arrival arrival, RequestDispatcher dispatcher, ChatHub hub, OutboundMemory memory, TimeProvider time, ServerOptions options, ILogger log)
    {
        _connection = arrival.Connection;
        _refusal = arrival.Refusal;
        _loginTime = options.LoginTime > arrival.Waited ? options.LoginTime - arrival.Waited : TimeSpan.Zero;
        _dispatcher = dispatcher;
        _hub = hub;
        _time = time;
        _options = options;
        _log = log;
        // A stranger gets no more memory than a line.
        _outbound = new OutboundQueue(options.OutboundLimit, memory) { AnswerLimit = Limits.MaxLineBeforeLogin };
        _reader = new FrameReader(_connection, Limits.MaxLineBeforeLogin, arrival.Received.Span);
        Channel = new ClientChannel(_outbound, _connection);
        _visitor = arrival.Visitor;
        _visitor.Represent(IsStranger, TurnOut);
    }

    public ClientChannel Channel { get; }

    /// <summary>Serves the client until either side ends it. Throws nothing.</summary>
    public async Task RunAsync()
    {
        _log.Connected(_connection.RemoteEndPoint);
        Task sending = new SendLoop(_connection, _outbound, Drained).RunAsync();
        Task receiving = ReceiveAsync();
        await WaitForEndAsync(receiving);

        _silence?.Stop();
        Channel.End();
        if (!Channel.IsAbandoned) await Task.WhenAny(sending, Task.Delay(DrainTime, _time));
        if (sending.IsCompleted && !Channel.IsAbandoned) await Task.WhenAny(receiving, Task.Delay(LingerTime, _time));
        _connection.Close();
        await receiving;
        await sending;
        // Again: a login may have been under way when the end came.
        _hub.LinkEnded(Channel);
        _visitor.Leave();
        _log.Disconnected(_connection.RemoteEndPoint);
    }

    /// <summary>Whether nobody has logged in yet. From any thread.</summary>
    private bool IsStranger() => Channel.State != ChannelState.LoggedIn;

    /// <summary>Closes the connection at once: somebody else takes its place. From any thread.</summary>
    private void TurnOut()
    {
        Channel.Abandon();
        _connection.Close();
    }

    private async Task WaitForEndAsync(Task receiving)
    {
        using ITimer deadline = _time.CreateTimer(_ => EndLogin(), null, _loginTime, Timeout.InfiniteTimeSpan);
        await Task.WhenAny(receiving, Channel.Ended);
        _hub.LinkEnded(Channel);
    }

    private void EndLogin()
    {
        if (Channel.State == ChannelState.LoggedIn) return;
        Channel.Refuse(0, Refusal.LoginTimeout(_options.LoginTime));
        Channel.End();
    }

    private void Drained()
    {
        if (Channel.State == ChannelState.LoggedIn) Channel.User.Mailbox.Drained(_outbound);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            int turns = 0;
            // What came before this connection did may be all that its client says.
            while (HandleReceived() is { } unfinished) await unfinished;
            while (!Channel.IsAbandoned)
            {
                ValueTask<bool> receiving = _reader.ReceiveAsync();
                turns = receiving.IsCompleted ? turns + 1 : 0;
                if (!await receiving) return;
                _silence?.Restart();
                if (turns == MaxTurns)
                {
                    turns = 0;
                    await Task.Yield();
                }
                if (Channel.TryBeginRequests())
                {
                    while (HandleReceived() is { } unfinished) await unfinished;
                    Channel.EndRequests();
                }
                // After the end nothing is handled any more.
                if (Channel.HasEnded) _reader.Discard();
                ListenForSilence();
            }
        }
        catch (Exception e)
        {
            // Only a bug comes here; it ends this connection alone.
            _log.ConnectionFailed(e, _connection.RemoteEndPoint);
            Channel.End();
            Channel.EndRequests();
        }
    }

    /// <summary>From the hello on, a client that keeps alive is heard of often enough, or its link is dead.</summary>
    private void ListenForSilence()
    {
        if (_silence is null && Channel.KeepsAlive) _silence = new IdleClock(_time, 3 * Limits.KeepAlive, Channel.Abandon);
    }

    /// <summary>Handles the lines received; a task to wait for before going on, or null when more must be received.</summary>
    private Task? HandleReceived()
    {
        using var batch = SendBatch.Begin();
        if (Channel.State == ChannelState.Connected && _reader.TryPeek(out byte first)) Judge(first);
        while (!Channel.HasEnded)
        {
            if (_isStranger && !IsStranger()) Welcome();
            // Before each request, so that those that were not answered at once count too.
            if (_outbound.IsFull) return _outbound.WaitForRoomAsync();
            switch (_reader.TryRead(out ReadOnlySpan<byte> frame))
            {
                case FrameStatus.Incomplete:
                    return null;
                case FrameStatus.TooLong:
                    Channel.Refuse(0, Refusal.LineTooLong);
                    Channel.End();
                    break;
                default:
                    ValueTask handling = _dispatcher.DispatchAsync(Channel, frame);
                    if (!handling.IsCompletedSuccessfully) return handling.AsTask();
                    break;
            }
        }
        return null;
    }

    /// <summary>Somebody has logged in.</summary>
    private void Welcome()
    {
        _isStranger = false;
        _visitor.LogIn();
        _outbound.AnswerLimit = _options.OutboundLimit;
        _reader.MaxLength = Limits.MaxLine;
    }

    private void Judge(byte first)
    {
        if (first != '{') _outbound.Enqueue("This is a ChatCli server. Please connect with the chatcli client.\r\n"u8);
        else if (_refusal is not null) Channel.Refuse(0, _refusal);
        else return;
        Channel.End();
    }
}
