using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Peers;

/// <summary>All private sessions, and the meetings that will become some. Used by the client's loop alone.</summary>
/// <param name="ownName">This user.</param>
/// <param name="show">Shows a notice.</param>
/// <param name="loop">Where what peers do becomes a step.</param>
/// <param name="dial">Connects to an address and port; null when nothing answers.</param>
/// <param name="time">The clock.</param>
internal sealed class PeerBook(
    string ownName, Action<Notice> show, ClientLoop loop,
    Func<string, int, CancellationToken, Task<IByteConnection?>> dial, TimeProvider time) : IDisposable
{
    private const int MaxMeetings = 64;

    /// <summary>Nobody reads it: a key is known by its fingerprint.</summary>
    private const string CertificateName = "chatcli-peer";

    private readonly PeerReception _reception = new(time);
    private readonly Dictionary<string, PeerLink> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<PeerLink, Answer?> _stopping = [];
    private readonly HashSet<PeerLink> _lingering = [];
    private readonly HashSet<PeerMeeting> _meetings = [];
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private int _keysBeingMade;
    private SocketListener? _listener;
    private Action<int>? _allStopped;
    private Action? _gone;
    private int _unconfirmed;
    private bool _ending;

    /// <summary>Called whenever a session or a meeting ended.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>The users with whom a session is open.</summary>
    public IEnumerable<string> OpenUsers => _open.Keys;

    /// <summary>False while some peer has so much to acknowledge that no more is taken for it, or a key is made that a command waits for.</summary>
    public bool HasRoom => _keysBeingMade == 0 && _open.Values.All(link => link.HasRoom);

    /// <summary>Whether there is an open session with a user.</summary>
    public bool IsOpen(string user) => _open.ContainsKey(user);

    /// <summary>Whether the last session with a user ended because the direct link broke.</summary>
    public bool WasBroken(string user) => _broken.Contains(user);

    /// <summary>Listens for peers, from the first call on; false with the reason when that is not possible.</summary>
    public bool TryListen(out int port, [NotNullWhen(false)] out Notice? problem)
    {
        (port, problem) = (0, null);
        try
        {
            _listener ??= Listen();
        }
        catch (SocketException e)
        {
            problem = new PrivateChatImpossible(PrivateObstacle.Port, e.Message);
            return false;
        }
        port = _listener.LocalEndPoint.Port;
        return true;
    }

    /// <summary>
    /// Makes a key for one session elsewhere than on the loop: the first takes a tenth of a second and more, later ones a millisecond.
    /// <paramref name="then"/> is a step; it gets null when everything is being ended, and when the system can make none, which is said.
    /// </summary>
    public void MakeKey(Action<TlsCertificate?> then)
    {
        _keysBeingMade++;
        _ = Task.Run(async () =>
        {
            (TlsCertificate? key, Notice? problem) = (null, null);
            try
            {
                key = TlsCertificate.CreateSelfSigned(CertificateName, time.GetUtcNow());
            }
            catch (CryptographicException e)
            {
                problem = new PrivateChatImpossible(PrivateObstacle.Key, e.Message);
            }
            await loop.PostAsync(() =>
            {
                _keysBeingMade--;
                if (problem is not null) show(problem);
                then(_ending ? null : key);
                AfterEnd();
            });
        });
    }

    /// <summary>Both agreed: connects to the other one, or waits for it. The key is the one that was made for this session.</summary>
    public void Meet(PrivateReadyEvent ready, TlsCertificate key)
    {
        bool fits = AccountRules.IsName(ready.User) && PeerProof.IsSession(ready.Session) && PeerProof.IsSecret(ready.Secret)
            && IPAddress.TryParse(ready.Host, out _) && ready.Port is > 0 and <= ushort.MaxValue;
        if (!Fingerprint.TryParse(ready.Key, out Fingerprint? otherKey) || !fits)
        {
            show(new PrivateChatFailed(ready.User, PrivateFailure.NoAddress));
            return;
        }
        if (_meetings.Count >= MaxMeetings)
        {
            show(new PrivateChatFailed(ready.User, PrivateFailure.NoConnection));
            return;
        }
        var meeting = new PeerMeeting(
            ready, ownName, key, otherKey, dial, time,
            (settled, channel) => _ = loop.PostAsync(() => Met(settled, channel)).AsTask());
        _meetings.Add(meeting);
        _reception.Expect(meeting);
        meeting.Start();
    }

    /// <summary>Sends a text over an open session; false when the peer has too much to acknowledge already.</summary>
    public bool TrySend(string user, string text)
    {
        PeerLink link = _open[user];
        if (!link.HasRoom) return false;
        link.Send(text);
        return true;
    }

    /// <summary>Ends an open session; the answer ends when it is over.</summary>
    public void Stop(string user, Answer answer) => Stop(_open[user], PeerTimes.Stop, answer);

    /// <summary>Ends every session and meeting, then says how many texts were not confirmed.</summary>
    public void StopAll(TimeSpan limit, Action<int> then)
    {
        _ending = true;
        // What earlier sessions left unconfirmed was said when they ended.
        _unconfirmed = 0;
        _allStopped = then;
        foreach (PeerMeeting meeting in _meetings) meeting.GiveUp();
        foreach (PeerLink link in _open.Values.ToArray()) Stop(link, limit, null);
        AfterEnd();
    }

    /// <summary>Runs a step when the peers have closed their ends too, or have had the time to.</summary>
    public void WhenGone(Action then)
    {
        _gone = then;
        AfterEnd();
    }

    /// <summary>Closes everything at once.</summary>
    public void Dispose()
    {
        _listener?.Dispose();
        foreach (PeerMeeting meeting in _meetings) meeting.GiveUp();
        foreach (PeerLink link in _open.Values.Concat(_stopping.Keys).Concat(_lingering)) link.Abort();
    }

    private SocketListener Listen()
    {
        SocketListener listener = SocketListener.ListenAny(0);
        _ = new Acceptor(listener, connection => _ = _reception.ReceiveAsync(connection), time).RunAsync();
        return listener;
    }

    private void Met(PeerMeeting meeting, PeerChannel? channel)
    {
        _meetings.Remove(meeting);
        _reception.Forget(meeting);
        if (channel is null || _ending)
        {
            channel?.Connection.Close();
            if (!_ending) show(new PrivateChatFailed(meeting.User, PrivateFailure.NoConnection));
            AfterEnd();
            return;
        }
        if (_open.TryGetValue(meeting.User, out PeerLink? old)) Finish(old, tellPeer: true);
        var link = new PeerLink(meeting.User, channel);
        _open[link.User] = link;
        _broken.Remove(link.User);
        show(new PrivateChatBegun(link.User));
        _ = link.ReceiveAsync((from, told) => loop.PostAsync(() => Received(from, told)));
    }

    private void Received(PeerLink link, IEvent? told)
    {
        if (told is null && _lingering.Remove(link)) AfterEnd();
        if (link.State == PeerLinkState.Ended) return;
        switch (told)
        {
            case PeerMessage message when link.IsNext(message):
                show(new PrivateMessageReceived(link.User, message.N, message.Text, time.GetUtcNow().ToUnixTimeMilliseconds()));
                link.Acknowledge(message);
                break;
            case PeerAck ack:
                link.Confirm(ack.N);
                if (link.State == PeerLinkState.Stopping && link.Unconfirmed.Count == 0) Finish(link, tellPeer: true);
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
        if (link.Unconfirmed.Count == 0) Finish(link, tellPeer: true);
        else loop.After(limit, () => Finish(link, tellPeer: true));
    }

    private void Finish(PeerLink link, bool tellPeer)
    {
        if (link.State == PeerLinkState.Ended) return;
        link.State = PeerLinkState.Ended;
        if (_open.GetValueOrDefault(link.User) == link) _open.Remove(link.User);
        _stopping.Remove(link, out Answer? answer);
        _unconfirmed += link.Unconfirmed.Count;

        Action<Notice> tell = answer is null ? show : answer.Show;
        foreach (PeerMessage message in link.Unconfirmed) tell(new PrivateMessageUnconfirmed(link.User, message.N, message.Text));
        tell(new PrivateChatEnded(link.User));
        answer?.End();
        if (tellPeer)
        {
            link.SayStop();
            // Closing with unread bytes would reset the connection and could cost the peer the last lines.
            _lingering.Add(link);
            loop.After(PeerTimes.Stop, link.Abort);
        }
        AfterEnd();
    }

    private void AfterEnd()
    {
        Changed();
        if (_open.Count == 0 && _stopping.Count == 0 && _keysBeingMade == 0 && _allStopped is { } allStopped)
        {
            _allStopped = null;
            allStopped(_unconfirmed);
        }
        if (_lingering.Count == 0 && _gone is { } gone)
        {
            _gone = null;
            gone();
        }
    }
}
