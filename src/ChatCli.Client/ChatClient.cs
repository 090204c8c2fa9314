using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client;

/// <summary>The client of a logged-in user, from the log-in to the exit status: brings lines, server and peers together on one loop.</summary>
internal sealed class ChatClient
{
    private readonly IUserInterface _screen;
    private readonly ServerConnector _connector;
    private readonly ServerLink _firstLink;
    private readonly ServerRequests _server;
    private readonly SeenFile _seen;
    private readonly Reconnect _reconnect;
    private readonly TimeProvider _time;
    private readonly ClientLoop _loop;
    private readonly PeerBook _peers;
    private readonly Chat _chat;
    private readonly CommandReader _reader;
    private readonly CancellationTokenSource _ended = new();
    private KeepAlive? _keepAlive;
    private Task _receiving = Task.CompletedTask;
    private Task _reconnecting = Task.CompletedTask;

    /// <param name="login">Who is logged in, over a link after its welcome.</param>
    /// <param name="screen">Where lines come from and go to.</param>
    /// <param name="connector">Connects to the server again.</param>
    /// <param name="authentication">Logs in to it again.</param>
    /// <param name="seen">What was shown before.</param>
    /// <param name="dial">Connects to a peer's address and port; null when nothing answers.</param>
    /// <param name="time">The clock.</param>
    public ChatClient(
        LoginResult login, IUserInterface screen, ServerConnector connector, Authentication authentication, SeenFile seen,
        Func<string, int, CancellationToken, Task<IByteConnection?>> dial, TimeProvider time)
    {
        _screen = screen;
        _connector = connector;
        _seen = seen;
        _time = time;
        _firstLink = login.Link!;
        LoginSecret secret = login.Secret!;
        _server = new ServerRequests(_firstLink, connector.Instance);
        _reconnect = new Reconnect(connector, authentication, secret, time);
        _loop = new ClientLoop(time);
        _peers = new PeerBook(secret.Name, screen.Show, _loop, dial, time);
        _chat = new Chat(secret, authentication, screen, _server, _peers, seen, _loop);
        _reader = new CommandReader(_chat, screen, _loop);
        _peers.Changed = () => _reader.GoOn();
        _chat.Questions.Released = () => _reader.GoOn();
    }

    /// <summary>Runs until the user is logged out or there is nothing left to do; the exit status. <paramref name="stop"/> logs out.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        _screen.Show(new LoggedIn(_chat.Name));
        Begin(_firstLink);
        Task reading = _reader.RunAsync(_ended.Token);
        await using (stop.Register(() => _ = _loop.PostAsync(LogOut).AsTask()))
        {
            await _loop.RunAsync();
        }
        _chat.Acknowledgements.Close();
        await _ended.CancelAsync();
        _server.Close();
        _peers.Dispose();
        await Task.WhenAll(_receiving, _reconnecting, reading);
        return _chat.Departure.Status;
    }

    /// <summary>Begins to use a link, which is that of <see cref="_server"/>.</summary>
    private void Begin(ServerLink link)
    {
        _seen.Refresh();
        _chat.CountAnew();
        _keepAlive = new KeepAlive(link, _connector.Instance, _loop, _time);
        _keepAlive.Start();
        _receiving = ReceiveAsync(link);
    }

    private async Task ReceiveAsync(ServerLink link)
    {
        while (true)
        {
            Incoming incoming = await link.ReceiveAsync();
            await _loop.PostAsync(() => OnIncoming(incoming));
            if (incoming is IncomingEnd) return;
        }
    }

    private async Task ReconnectAsync(RetrySchedule schedule)
    {
        try
        {
            ReconnectResult result = await _reconnect.RunAsync(schedule, _ended.Token);
            await _loop.PostAsync(() => OnReconnected(result));
            if (_ended.IsCancellationRequested) result.Link?.Close();
        }
        catch (OperationCanceledException)
        {
            // The client has ended without the server.
        }
    }

    private void LogOut()
    {
        _chat.Questions.Take(null);
        _chat.Departure.LogOut(_chat.Answers.Begin("logout"));
    }

    private void OnIncoming(Incoming incoming)
    {
        switch (incoming)
        {
            case IncomingReply { Reply: var reply }:
                if (_chat.Server.Complete(reply) || reply is not ErrorReply error || _chat.Sending.TakeRefusal(error)) break;
                _chat.Show(new ServerRefusal(error.Code, error.Text));
                break;
            case IncomingEvent { Event: var told }:
                EventHandlers.Handle(_chat, told);
                break;
            case IncomingUndecodable { WireName: var wireName, Id: var id }:
                if (!_chat.Server.Abandon(id, wireName)) _chat.Show(new UndecodableReceived(wireName));
                // The server has counted it, and sending it again would not help.
                if (wireName == MessageEvent.WireName && _chat.HasReader) _chat.Acknowledgements.Count();
                break;
            case IncomingEnd:
                OnLinkLost();
                break;
        }
        _chat.Departure.GoOn();
        _reader.GoOn();
    }

    private void OnLinkLost()
    {
        _keepAlive?.Stop();
        _chat.Acknowledgements.Close();
        if (_chat.Departure.SurvivesLink) _reconnecting = ReconnectAsync(new RetrySchedule(Random.Shared.NextDouble, _chat.Departure.Restart));
        _chat.Departure.LinkLost();
    }

    private void OnReconnected(ReconnectResult result)
    {
        if (result.Link is not { } link)
        {
            _chat.Departure.Refused(result.Refusal!);
            return;
        }
        _server.Use(link);
        Begin(link);
        _screen.Show(new ConnectionRestored(_chat.Sending.Unsent));
        _chat.Sending.Resume();
        _chat.Departure.GoOn();
        _reader.GoOn();
    }
}
