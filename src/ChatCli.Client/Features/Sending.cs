using ChatCli.Client.Link;
using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>
/// Brings this user's messages to the server: kept in the outbox until receipted, sent again after a lost link, and after a while when
/// the server could not store them or found them too many. Used by the client's loop alone.
/// </summary>
internal sealed class Sending(Action<Notice> show, ServerRequests server, Receipts receipts, ClientLoop loop)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(30);

    /// <summary>A receipt comes within a second, when all is well.</summary>
    private static readonly TimeSpan ReceiptTime = TimeSpan.FromSeconds(3);

    private readonly Outbox _outbox = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private long _last;
    private long _lastSentAgain;
    private bool _isWatching;
    private long _overdue;
    private bool _saidSlow;

    /// <summary>How many messages are not receipted.</summary>
    public int Unsent => _outbox.Count;

    /// <summary>Whether a further message would be taken.</summary>
    public bool HasRoom => _outbox.HasRoom;

    /// <summary>Takes a message and sends it as soon as that is possible; false when too many are waiting already.</summary>
    public bool TrySend(MessageRequest message, long number)
    {
        if (!_outbox.TryAdd(message, number)) return false;
        _last = message.Id;
        Watch();
        // The server would refuse it until the one before that it could not store has come again.
        bool waits = _held.TryGetValue(message.To, out Held? held) && held.Waits;
        if (!waits) Send(message);
        return true;
    }

    /// <summary>There is a new link: everything goes again, before anything new.</summary>
    public void Resume()
    {
        foreach (Held held in _held.Values) held.Waits = false;
        _lastSentAgain = _last;
        Watch();
        foreach (MessageRequest message in _outbox.All) Send(message);
    }

    /// <summary>A receipt came.</summary>
    public void Take(ReceiptEvent receipt)
    {
        receipts.Told(receipt, _outbox.Take(receipt));
        if (_outbox.Count == 0) _saidSlow = false;
        if (!_held.TryGetValue(receipt.To, out Held? held) || receipt.UpTo < held.UpTo) return;
        _held.Remove(receipt.To);
        if (held.IsTold) show(new MessagesWentThrough(receipt.To));
        if (held.Waits) SendAll(receipt.To);
    }

    /// <summary>An error came; false when it is about none of the messages.</summary>
    public bool TakeRefusal(ErrorReply error)
    {
        if (_outbox.Find(error.Id) is not { } message) return false;
        if (error.Code is ErrorCode.NotStored or ErrorCode.SlowDown)
        {
            Hold(message, error);
            return true;
        }
        long number = _outbox.Drop(error.Id);
        bool isLatest = error.Id == _last && error.Id > _lastSentAgain;
        show(new MessageRefused(message.To, number, error.Code, error.Text, isLatest));
        receipts.Refused(number, message.To);
        bool nothingHeld = _held.TryGetValue(message.To, out Held? held) && _outbox.To(message.To) is var rest
            && (rest.Length == 0 || rest[0].Id > held.UpTo);
        if (nothingHeld) _held.Remove(message.To);
        return true;
    }

    /// <summary>Has the person told, once for each, when no receipt for the oldest message comes although there is a link.</summary>
    private void Watch()
    {
        if (_isWatching || _outbox.Oldest is not { } oldest) return;
        _isWatching = true;
        loop.After(ReceiptTime, () => Look(oldest));
    }

    private void Look(long oldest)
    {
        _isWatching = false;
        if (_outbox.Oldest != oldest)
        {
            Watch();
            return;
        }
        if (!server.IsConnected || _held.Count > 0 || _overdue == oldest) return;
        _overdue = oldest;
        show(new MessagesOverdue(_outbox.Count));
    }

    private void Hold(MessageRequest message, ErrorReply error)
    {
        string user = message.To;
        bool isTooFast = error.Code == ErrorCode.SlowDown;
        if (!_held.TryGetValue(user, out Held? held)) _held.Add(user, held = new Held());
        if (isTooFast && !_saidSlow) show(new SendingSlowly());
        if (isTooFast) _saidSlow = true;
        if (!isTooFast && !held.IsTold) show(new MessagesHeld(user));
        if (!isTooFast) held.IsTold = true;
        held.UpTo = Math.Max(held.UpTo, message.Id);
        if (held.Waits) return;
        held.Waits = true;
        int attempt = ++held.Attempt;
        TimeSpan asked = TimeSpan.FromMilliseconds(Math.Clamp(error.Retry, 1, (int)LastDelay.TotalMilliseconds));
        loop.After(isTooFast ? asked : held.Delay, () =>
        {
            if (!held.Waits || held.Attempt != attempt || _held.GetValueOrDefault(user) != held) return;
            held.Waits = false;
            SendAll(user);
        });
        if (!isTooFast) held.Delay = TimeSpan.FromTicks(Math.Min(held.Delay.Ticks * 2, LastDelay.Ticks));
    }

    private void SendAll(string user)
    {
        foreach (MessageRequest message in _outbox.To(user)) Send(message);
    }

    // {"type":"message","id":7,"to":"bob","text":"hello"}
    private void Send(MessageRequest message) => server.Send(message);

    /// <summary>The messages to one user that the server refused for now, up to one, and all after it.</summary>
    private sealed class Held
    {
        /// <summary>Whether the person was told that they are not stored yet.</summary>
        public bool IsTold { get; set; }

        public long UpTo { get; set; }

        public bool Waits { get; set; }

        public int Attempt { get; set; }

        public TimeSpan Delay { get; set; } = FirstDelay;
    }
}
