using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Peers;
using ChatCli.Client.Screen;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client;

/// <summary>The client of a logged-in user, from the welcome to the exit status: brings lines, server and peers together on one loop.</summary>
internal sealed class ChatClient
{
    /// <summary>So many requests may be unanswered before the next line is read.</summary>
    private const int MaxUnanswered = 100;

    /// <summary>A peer that does not acknowledge holds the next line up no longer than this.</summary>
    private static readonly TimeSpan PeerPatience = TimeSpan.FromSeconds(10);

    private readonly IUserInterface _screen;
    private readonly ServerLink _link;
    private readonly ClientLoop _loop;
    private readonly PeerBook _peers;
    private readonly Chat _chat;
    private readonly SemaphoreSlim _nextLine = new(1);
    private bool _lineIsDue;
    private int _linesHandled;

    /// <param name="name">The account that is logged in.</param>
    /// <param name="screen">Where lines come from and go to.</param>
    /// <param name="link">The server, after its welcome.</param>
    /// <param name="dial">Connects to a peer's address and port; null when nothing answers.</param>
    /// <param name="time">The clock.</param>
    public ChatClient(
        string name, IUserInterface screen, ServerLink link,
        Func<string, int, CancellationToken, Task<IByteConnection?>> dial, TimeProvider time)
    {
        _screen = screen;
        _link = link;
        _loop = new ClientLoop(time);
        _peers = new PeerBook(name, screen.Print, _loop, dial, time);
        _chat = new Chat(name, screen, new ServerRequests(link), _peers, _loop);
        _peers.Changed = () =>
        {
            LetReaderGoOn();
            _chat.Departure.EndIfAlone();
        };
    }

    /// <summary>Runs until the user is logged out or there is nothing left to do; the exit status. <paramref name="stop"/> logs out.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        _screen.Print(MessageFormat.Welcome(_chat.Name));
        using var ended = new CancellationTokenSource();
        Task receiving = ReceiveAsync();
        Task reading = ReadAsync(ended.Token);
        await using (stop.Register(() => _ = _loop.PostAsync(() => _chat.Departure.LogOut(_chat.Answers.Begin())).AsTask()))
        {
            await _loop.RunAsync();
        }
        await ended.CancelAsync();
        _link.Close();
        _peers.Dispose();
        await Task.WhenAll(receiving, reading);
        return _chat.Departure.Status;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            Incoming incoming = await _link.ReceiveAsync();
            await _loop.PostAsync(() => OnIncoming(incoming));
            if (incoming is IncomingEnd) return;
        }
    }

    private async Task ReadAsync(CancellationToken ended)
    {
        string prompt = _screen.IsTerminal ? "> " : "";
        try
        {
            while (true)
            {
                await _nextLine.WaitAsync(ended);
                await _link.WaitForRoomAsync().WaitAsync(ended);
                string? line = await _screen.ReadLineAsync(prompt, secret: false, ended);
                await _loop.PostAsync(() => OnLine(line));
                if (line is null) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The client has ended; nobody wants the next line.
        }
    }

    private void OnLine(string? line)
    {
        if (_chat.Departure.HasBegun) return;
        if (line is null)
        {
            _chat.Departure.InputEnded();
            return;
        }
        CommandTable.Run(_chat, line);
        _lineIsDue = true;
        int handled = ++_linesHandled;
        LetReaderGoOn();
        if (_lineIsDue) _loop.After(PeerPatience, () => LetReaderGoOn(despitePeers: handled == _linesHandled));
    }

    private void OnIncoming(Incoming incoming)
    {
        switch (incoming)
        {
            case IncomingReply { Reply: var reply }:
                if (!_chat.Server.Complete(reply) && reply is ErrorReply error) _chat.Print(MessageFormat.Error(error.Text));
                break;
            case IncomingEvent { Row: var row, Event: var told }:
                row.Handle(_chat, told);
                break;
            case IncomingUndecodable { WireName: var wireName, Id: var id }:
                if (!_chat.Server.Abandon(id, wireName)) _chat.Print(MessageFormat.Undecodable(wireName));
                break;
            case IncomingEnd:
                _chat.Departure.LinkLost();
                break;
        }
        LetReaderGoOn();
    }

    /// <summary>Has the next line read, unless too much is unanswered.</summary>
    private void LetReaderGoOn(bool despitePeers = false)
    {
        if (!_lineIsDue || _chat.Departure.HasBegun || _chat.Server.Waiting >= MaxUnanswered) return;
        if (!_peers.HasRoom && !despitePeers) return;
        _lineIsDue = false;
        _nextLine.Release();
    }
}
