using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Peers;

/// <summary>
/// Two clients trying to connect to each other for one private chat. Used from any thread.
/// </summary>
/// <remarks>
/// The asker connects at once and takes an incoming connection all the time. The one asked takes incoming connections only
/// until it connects itself, and from then on refuses them: so it alone decides which connection it is, and both sides
/// end up with the same one.
/// </remarks>
internal sealed class PeerMeeting
{
    private readonly Lock _lock = new();
    private readonly PrivateReadyEvent _ready;
    private readonly Func<string, int, CancellationToken, Task<IByteConnection?>> _dial;
    private readonly Action<PeerMeeting, PeerConnection?> _settled;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private ITimer? _dialBack;
    private ITimer? _giveUp;
    private bool _takesIncoming = true;
    private bool _claimed;

    /// <param name="ready">What the server told.</param>
    /// <param name="ownName">This user.</param>
    /// <param name="ownKey">Made for this private chat.</param>
    /// <param name="otherKey">By which the other one is known.</param>
    /// <param name="dial">Connects to an address and port; null when nothing answers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="settled">Called once, from any thread: with the connection, or null when there is none.</param>
    public PeerMeeting(
        PrivateReadyEvent ready, string ownName, TlsCertificate ownKey, Fingerprint otherKey,
        Func<string, int, CancellationToken, Task<IByteConnection?>> dial, TimeProvider time, Action<PeerMeeting, PeerConnection?> settled)
    {
        _ready = ready;
        OwnName = ownName;
        OwnKey = ownKey;
        OtherKey = otherKey;
        _dial = dial;
        _time = time;
        _settled = settled;
    }

    /// <summary>Whom to meet.</summary>
    public string User => _ready.User;

    /// <summary>This user.</summary>
    public string OwnName { get; }

    /// <summary>Made for this private chat.</summary>
    public TlsCertificate OwnKey { get; }

    /// <summary>By which the other one is known.</summary>
    public Fingerprint OtherKey { get; }

    /// <summary>Names the private chat; on the wire it is its session.</summary>
    public string ChatId => _ready.Session;

    /// <summary>Known to the two clients alone.</summary>
    public string Secret => _ready.Secret;

    /// <summary>False once incoming connections are refused.</summary>
    public bool TakesIncoming
    {
        get
        {
            lock (_lock) return _takesIncoming && !_claimed;
        }
    }

    /// <summary>Begins; called once.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_ready.Dial) _dialBack = _time.CreateTimer(_ => DialBack(), null, PeerTimes.DialBack, Timeout.InfiniteTimeSpan);
            _giveUp = _time.CreateTimer(_ => GiveUp(), null, PeerTimes.Meeting, Timeout.InfiniteTimeSpan);
        }
        if (_ready.Dial) _ = DialAsync(PeerTimes.Dial);
    }

    /// <summary>Makes a connection the one that counts; false when there is one already, or this kind is refused.</summary>
    public bool TryClaim(bool incoming)
    {
        lock (_lock)
        {
            if (_claimed || (incoming && !_takesIncoming)) return false;
            _claimed = true;
        }
        return true;
    }

    /// <summary>Says how the meeting that was claimed ended.</summary>
    public void Settle(PeerConnection? proven)
    {
        lock (_lock)
        {
            _dialBack?.Dispose();
            _giveUp?.Dispose();
        }
        _end.Cancel();
        _settled(this, proven);
    }

    /// <summary>Ends it without a connection, unless there is one already.</summary>
    public void GiveUp()
    {
        if (TryClaim(incoming: false)) Settle(null);
    }

    private void DialBack()
    {
        lock (_lock)
        {
            if (_claimed) return;
            _takesIncoming = false;
        }
        _ = DialAsync(Timeout.InfiniteTimeSpan);
    }

    private async Task DialAsync(TimeSpan patience)
    {
        using var tooLong = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, _end.Token);
        bool again;
        do
        {
            again = false;
            TlsConnection? encrypted = null;
            PeerConnection? proven = null;
            if (await ConnectAsync(either.Token) is { } connection)
            {
                await using CancellationTokenRegistration closing = either.Token.Register(connection.Close);
                (encrypted, TlsFailure failure) = await PeerEncryption.ConnectAsync(connection, this);
                // Closed without a challenge: the one asked may not have heard of this meeting yet.
                again = _ready.Dial && failure is TlsFailure.None or TlsFailure.Lost;
                if (encrypted is not null)
                {
                    proven = await PeerHandshake.DialAsync(encrypted, encrypted.RemoteKey!, this, () =>
                    {
                        again = false;
                        tooLong.CancelAfter(Timeout.InfiniteTimeSpan);
                    });
                }
            }
            if (proven is not null && TryClaim(incoming: false))
            {
                Settle(proven);
                return;
            }
            encrypted?.Close();
        }
        while (again && await WaitAsync(PeerTimes.DialAgain, either.Token));
        // The one asked refuses incoming connections by now: there is no other way left.
        if (!_ready.Dial) GiveUp();
    }

    /// <summary>False when there is no time left.</summary>
    private async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(time, _time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IByteConnection?> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return await _dial(_ready.Host, _ready.Port, cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
