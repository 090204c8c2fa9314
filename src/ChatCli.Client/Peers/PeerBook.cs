using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Peers;

/// <summary>All private chats, from open to over. Used by the client's loop alone.</summary>
internal sealed class PeerBook : IDisposable
{
    private readonly Action<Notice> _show;
    private readonly ClientLoop _loop;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, PeerLink> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<PeerLink, Answer?> _stopping = [];
    private readonly HashSet<PeerLink> _lingering = [];
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private Action<int>? _allStopped;
    private Action? _gone;
    private int _unacknowledged;

    /// <param name="ownName">This user.</param>
    /// <param name="show">Shows a notice.</param>
    /// <param name="loop">Where what peers do becomes a step.</param>
    /// <param name="dial">Connects to an address and port; null when nothing answers.</param>
    /// <param name="time">The clock.</param>
    public PeerBook(
        string ownName, Action<Notice> show, ClientLoop loop,
        Func<string, int, CancellationToken, Task<IByteConnection?>> dial, TimeProvider time)
    {
        (_show, _loop, _time) = (show, loop, time);
        Meetings = new PeerMeetings(ownName, show, loop, dial, time) { Met = Open, Changed = GoOn };
    }

    /// <summary>Where private chats come from.</summary>
    public PeerMeetings Meetings { get; }

    /// <summary>Called whenever the next line may be due: a private chat or a meeting ended, or texts were acknowledged.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>The users with whom a private chat is open.</summary>
    public IEnumerable<string> OpenUsers => _open.Keys;

    /// <summary>False while some peer has so much to acknowledge that no more is taken for it, or a key is made that a command waits for.</summary>
    public bool HasRoom => !Meetings.IsMakingKeys && _open.Values.All(link => link.HasRoom);

    /// <summary>Whether there is an open private chat with a user.</summary>
    public bool IsOpen(string user) => _open.ContainsKey(user);

    /// <summary>Whether the last private chat with a user ended because the direct link broke.</summary>
    public bool WasBroken(string user) => _broken.Contains(user);

    /// <summary>Sends a text over an open private chat; false when the peer has too much to acknowledge already.</summary>
    public bool TrySend(string user, string text)
    {
        PeerLink link = _open[user];
        if (!link.HasRoom) return false;
        link.Send(text);
        return true;
    }

    /// <summary>Ends an open private chat; the answer ends when it is over.</summary>
    public void Stop(string user, Answer answer) => Stop(_open[user], PeerTimes.Stop, answer);

    /// <summary>Ends every private chat and meeting, then says how many texts were not acknowledged.</summary>
    public void StopAll(TimeSpan limit, Action<int> then)
    {
        // Texts that earlier ones left unacknowledged were shown when they ended.
        _unacknowledged = 0;
        _allStopped = then;
        Meetings.End();
        foreach (PeerLink link in _open.Values.ToArray()) Stop(link, limit, null);
        GoOn();
    }

    /// <summary>Runs a step when the peers have closed their ends too, or have had the time to.</summary>
    public void WhenGone(Action then)
    {
        _gone = then;
        GoOn();
    }

    /// <summary>Closes everything at once.</summary>
    public void Dispose()
    {
        Meetings.Dispose();
        foreach (PeerLink link in _open.Values.Concat(_stopping.Keys).Concat(_lingering)) link.Abort();
    }

    private void Open(string user, PeerConnection proven)
    {
        if (_open.TryGetValue(user, out PeerLink? old)) Finish(old, tellPeer: true);
        var link = new PeerLink(user, proven);
        _open[user] = link;
        _broken.Remove(user);
        _show(new PrivateChatBegun(user));
        _ = link.ReceiveAsync((from, told) => _loop.PostAsync(() => Received(from, told)));
    }

    private void Received(PeerLink link, IEvent? told)
    {
        if (told is null && _lingering.Remove(link)) GoOn();
        if (link.State == PeerLinkState.Ended) return;
        switch (told)
        {
            case PeerMessage message when link.IsNext(message):
                _show(new PrivateMessageReceived(link.User, message.N, message.Text, _time.GetUtcNow().ToUnixTimeMilliseconds()));
                link.Acknowledge(message);
                break;
            case PeerAck ack:
                link.Acknowledged(ack.N);
                if (link.State == PeerLinkState.Stopping && link.Unacknowledged.Count == 0) Finish(link, tellPeer: true);
                Changed();
                break;
            case PeerStop:
                Finish(link, tellPeer: false);
                _ = link.CloseAsync();
                break;
            default:
                // The link broke, or what came over it makes no sense.
                _broken.Add(link.User);
                link.Abort();
                Finish(link, tellPeer: false);
                break;
        }
    }

    private void Stop(PeerLink link, TimeSpan limit, Answer? answer)
    {
        _open.Remove(link.User);
        _stopping.Add(link, answer);
        link.State = PeerLinkState.Stopping;
        if (link.Unacknowledged.Count == 0) Finish(link, tellPeer: true);
        else _loop.After(limit, () => Finish(link, tellPeer: true));
    }

    private void Finish(PeerLink link, bool tellPeer)
    {
        if (link.State == PeerLinkState.Ended) return;
        link.State = PeerLinkState.Ended;
        if (_open.GetValueOrDefault(link.User) == link) _open.Remove(link.User);
        _stopping.Remove(link, out Answer? answer);
        _unacknowledged += link.Unacknowledged.Count;

        Action<Notice> tell = answer is null ? _show : answer.Show;
        foreach (PeerMessage message in link.Unacknowledged) tell(new PrivateMessageUnacknowledged(link.User, message.N, message.Text));
        tell(new PrivateChatEnded(link.User));
        answer?.End();
        if (tellPeer)
        {
            link.SayStop();
            // Closing with unread bytes would reset the connection and could cost the peer the last lines.
            _lingering.Add(link);
            _loop.After(PeerTimes.Stop, link.Abort);
        }
        GoOn();
    }

    /// <summary>Says what is due when something ended.</summary>
    private void GoOn()
    {
        Changed();
        if (_open.Count == 0 && _stopping.Count == 0 && !Meetings.IsMakingKeys && _allStopped is { } allStopped)
        {
            _allStopped = null;
            allStopped(_unacknowledged);
        }
        if (_lingering.Count == 0 && _gone is { } gone)
        {
            _gone = null;
            gone();
        }
    }
}
