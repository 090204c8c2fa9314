using System.Diagnostics.CodeAnalysis;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// What was put on a connection and not acknowledged by its client, oldest first. Used under the lock of its <see cref="Mailbox"/>. Hot path.
/// </summary>
/// <param name="time">The server's clock.</param>
/// <param name="overdue">Called without the lock when the oldest message has been waiting too long, or may have.</param>
internal sealed class MailboxWindow(TimeProvider time, Action overdue)
{
    /// <summary>How many messages it holds at most.</summary>
    public const int Limit = 1000;

    /// <summary>How long a live message may stay without acknowledgement before it is stored.</summary>
    public static readonly TimeSpan AckLimit = TimeSpan.FromMilliseconds(250);

    private readonly Queue<Sent> _sent = new();
    private ITimer? _timer;
    private long _acknowledged;

    public bool IsEmpty => _sent.Count == 0;

    public bool IsFull => _sent.Count >= Limit;

    /// <summary>Whether the client keeps up with acknowledging.</summary>
    public bool IsFresh => TimeLeft > TimeSpan.Zero;

    private TimeSpan TimeLeft => _sent.TryPeek(out Sent oldest) ? AckLimit - time.GetElapsedTime(oldest.At) : AckLimit;

    /// <summary>The connection has ended: the messages of the next one are counted from one.</summary>
    public void Clear()
    {
        _sent.Clear();
        _acknowledged = 0;
    }

    /// <summary>A message went straight to the connection.</summary>
    public void Add(StoredMessage message, TakenCounter counter)
    {
        _sent.Enqueue(new Sent(message, counter, null, time.GetTimestamp()));
        if (_sent.Count == 1) StartTimer();
    }

    /// <summary>A message that was read from the store went to the connection.</summary>
    public void Add(StoredMessage row) => _sent.Enqueue(new Sent(row, null, null, time.GetTimestamp()));

    /// <summary>From here on the time of the messages is watched, as far as there are any.</summary>
    public void StartTimer()
    {
        if (_sent.Count == 0) return;
        _timer ??= time.CreateTimer(static overdue => ((Action)overdue!)(), overdue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(TimeLeft.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes the oldest message out when it is one of the first <paramref name="count"/> on the connection.</summary>
    public bool TryAcknowledge(long count, out Sent sent)
    {
        sent = default;
        if (_acknowledged >= count || !_sent.TryDequeue(out sent)) return false;
        _acknowledged++;
        return true;
    }

    /// <summary>Stores what the store was not given yet, oldest first. <paramref name="store"/> MUST NOT change the window.</summary>
    public void Store(Func<StoredMessage, TakenCounter, MailboxAdd> store)
    {
        for (int left = _sent.Count; left > 0; left--)
        {
            Sent sent = _sent.Dequeue();
            _sent.Enqueue(sent.IsStored ? sent : sent with { Add = store(sent.Message, sent.Counter) });
        }
    }

    /// <summary>A message that was put on the connection and is not acknowledged.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Counter">Its sender's; null when it was read from the store.</param>
    /// <param name="Add">How it was given to the store since; null when it was not.</param>
    /// <param name="At">When, as a timestamp of the server's clock.</param>
    public readonly record struct Sent(StoredMessage Message, TakenCounter? Counter, MailboxAdd? Add, long At)
    {
        /// <summary>Whether the store was given it, before it was put on the connection or since.</summary>
        [MemberNotNullWhen(false, nameof(Counter))]
        public bool IsStored => Counter is null || Add is not null;
    }
}
