using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Peers;

/// <summary>
/// All that comes before a private chat: the port that peers connect to, the keys, and the meetings with those who agreed to one. Used by the
/// client's loop alone.
/// </summary>
/// <param name="ownName">This user.</param>
/// <param name="show">Shows a notice.</param>
/// <param name="loop">Where what peers do becomes a step.</param>
/// <param name="dial">Connects to an address and port; null when nothing answers.</param>
/// <param name="time">The clock.</param>
internal sealed class PeerMeetings(
    string ownName, Action<Notice> show, ClientLoop loop,
    Func<string, int, CancellationToken, Task<IByteConnection?>> dial, TimeProvider time) : IDisposable
{
    private const int MaxMeetings = 64;

    /// <summary>Nobody reads it: a key is known by its fingerprint.</summary>
    private const string CertificateName = "chatcli-peer";

    private readonly PeerReception _reception = new(time);
    private readonly HashSet<PeerMeeting> _meetings = [];
    private int _keysBeingMade;
    private SocketListener? _listener;
    private bool _ending;

    /// <summary>Takes a user that a meeting has connected to.</summary>
    public required Action<string, PeerConnection> Met { get; init; }

    /// <summary>Called when a meeting came to nothing, or a key is made.</summary>
    public required Action Changed { get; init; }

    /// <summary>Whether a key is made that a command waits for.</summary>
    public bool IsMakingKeys => _keysBeingMade > 0;

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
    /// Makes a key for one private chat elsewhere than on the loop: the first takes a tenth of a second and more, later ones a millisecond.
    /// <paramref name="then"/> is a step; it gets null when everything is being ended, and when the system can make none, which is shown.
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
                Changed();
            });
        });
    }

    /// <summary>Both agreed: connects to the other one, or waits for it. The key is the one that was made for this private chat.</summary>
    public void Meet(PrivateReadyEvent ready, TlsCertificate key)
    {
        bool fits = AccountRules.IsName(ready.User) && PeerProof.IsChatId(ready.Session) && PeerProof.IsSecret(ready.Secret)
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
            (settled, proven) => _ = loop.PostAsync(() => Settled(settled, proven)).AsTask());
        _meetings.Add(meeting);
        _reception.Expect(meeting);
        meeting.Start();
    }

    /// <summary>Gives every meeting up: none comes to anything any more, and nothing more is said of them.</summary>
    public void End()
    {
        _ending = true;
        foreach (PeerMeeting meeting in _meetings) meeting.GiveUp();
    }

    /// <summary>Closes everything at once.</summary>
    public void Dispose()
    {
        _listener?.Dispose();
        End();
    }

    private SocketListener Listen()
    {
        SocketListener listener = SocketListener.ListenAny(0);
        _ = new Acceptor(listener, connection => _ = _reception.ReceiveAsync(connection), time).RunAsync();
        return listener;
    }

    private void Settled(PeerMeeting meeting, PeerConnection? proven)
    {
        _meetings.Remove(meeting);
        _reception.Forget(meeting);
        if (proven is not null && !_ending)
        {
            Met(meeting.User, proven);
            return;
        }
        proven?.Connection.Close();
        if (!_ending) show(new PrivateChatFailed(meeting.User, PrivateFailure.NoConnection));
        Changed();
    }
}
