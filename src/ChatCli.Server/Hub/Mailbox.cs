using System.Buffers;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// Where the messages to one user go: straight to the connection while it keeps up (live), else to the store, from which they
/// follow in order. Offline, catching up after a login, a slow reader and a lost link are one mechanism. Hot path.
/// </summary>
/// <remarks>
/// Callers rely on this:
/// 1. Messages of one sender reach the recipient in the order in which <see cref="Take"/> was called.
/// 2. No call waits for the recipient or for the store.
/// 3. What was taken is remembered, here or in the store, until the recipient's client has acknowledged it.
/// 4. It goes live only when nothing is on its way to the store and every stored message was put on the connection.
/// Its lock is taken under the hub's, and the journal's, the queues' and the store's under it.
/// </remarks>
internal sealed class Mailbox(User owner, IChatStore store, UserDirectory users, TakenJournal journal, TimeProvider time) : IAddObserver
{
    /// <summary>How many bytes of presence and broadcasts wait while a mailbox catches up after login.</summary>
    public const int HeldLimit = 64 * 1024;

    /// <summary>How many messages may be put on a connection without being acknowledged.</summary>
    public const int WindowLimit = 1000;

    /// <summary>How long a live message may stay without acknowledgement before it is stored.</summary>
    public static readonly TimeSpan AckLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>After a failure of the store to read it is tried again at the next chance, and after this time at the latest.</summary>
    public static readonly TimeSpan ReadRetry = TimeSpan.FromSeconds(1);

    private const int RowsAtATime = 100;

    private readonly Lock _gate = new();
    private readonly SenderNotices _notices = new(owner, users);
    private readonly Queue<Sent> _window = new();
    private readonly Queue<TakenCounter> _adding = new();
    private State _state = State.Offline;
    private OutboundQueue? _outbound;
    private ArrayBufferWriter<byte>? _held;
    private ITimer? _ackTimer;
    private ITimer? _readTimer;
    private long _acknowledged;
    private long _lastRead;
    private long _addsBegun;
    private bool _isReading;
    private TaskCompletionSource _read = new();

    private enum State
    {
        /// <summary>The account was removed: nothing goes anywhere.</summary>
        Closed,

        /// <summary>No connection: messages to the store, other events nowhere.</summary>
        Offline,

        /// <summary>After a login: stored messages first, other events wait.</summary>
        CatchingUp,

        /// <summary>The reader is slow: messages to the store, other events are dropped.</summary>
        Behind,

        /// <summary>Straight to the connection.</summary>
        Live,
    }

    /// <summary>Takes a message: it will be receipted. A refusal otherwise; a message that was taken before is not taken twice.</summary>
    public Refusal? Take(User sender, TakenCounter counter, long n, string text, long sentAt, MessageRate? rate = null)
    {
        var message = new StoredMessage(0, sender.Name, counter.Instance, n, text, sentAt);
        ReadOnlyMemory<byte> frame = Write(message);
        lock (_gate)
        {
            if (n <= counter.Taken)
            {
                _notices.Repeat(counter, n);
                return null;
            }
            if (owner.HasBlocked(sender)) return Refusal.Blocked;
            if (_state == State.Closed) return Refusal.NotStored;
            if (counter.MustRefuse(n) is { } earlier) return earlier;
            if (rate?.Refuse(sender) is { } tooFast)
            {
                counter.Refuse(n, tooFast);
                return tooFast;
            }
            if (counter.EndRefusal()) store.AllowAdds(owner.Name, sender.Name);

            counter.Taken = n;
            if (_state == State.Live)
            {
                if (_window.Count < WindowLimit && _outbound!.TryEnqueue(frame.Span))
                {
                    _window.Enqueue(new Sent(message, counter, time.GetTimestamp()));
                    if (_window.Count == 1) StartAckTimer(AckLimit);
                    return null;
                }
                FallBehind();
            }
            Store(message, counter);
            return null;
        }
    }

    /// <summary>Sends an event that is never stored; false when there is no room for it now.</summary>
    public bool TryOffer(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            switch (_state)
            {
                case State.Live:
                    return _outbound!.TryEnqueue(frame);
                case State.CatchingUp:
                    _held ??= new ArrayBufferWriter<byte>();
                    if (_held.WrittenCount + frame.Length > HeldLimit) return false;
                    _held.Write(frame);
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>The user has a connection now. <see cref="CatchUpAsync"/> MUST follow, outside of the hub's lock.</summary>
    public void Attach(OutboundQueue outbound)
    {
        lock (_gate)
        {
            _outbound = outbound;
            _state = State.CatchingUp;
            _acknowledged = 0;
            // What an earlier connection did not acknowledge is read again.
            _lastRead = 0;
        }
    }

    /// <summary>The user has no connection any more: what was not acknowledged goes to the store.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            if (_state is State.Offline or State.Closed) return;
            StoreWindow();
            _window.Clear();
            _outbound = null;
            _held = null;
            _state = State.Offline;
        }
    }

    /// <summary>The account was removed: a message under way must not wait for a later account of the same name.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _window.Clear();
            _outbound = null;
            _state = State.Closed;
        }
    }

    /// <summary>The owner hides from somebody now: from here on nothing may depend on whether the owner is online.</summary>
    public void Hide()
    {
        lock (_gate)
        {
            if (_state == State.Live && _window.Count > 0) FallBehind();
        }
        _ = CatchUpAsync();
    }

    /// <summary>The client process of a counter is not remembered from here on: the store is to know what was taken of it.</summary>
    public void Retire(TakenCounter counter)
    {
        lock (_gate)
        {
            if (counter.Adding == 0 && counter.EndRefusal()) store.AllowAdds(owner.Name, counter.Sender);
            if (_state == State.Live && counter.IsOpen) FallBehind();
        }
        _ = CatchUpAsync();
    }

    /// <summary>
    /// Puts the stored messages on the connection, as many as fit, which is done when the task completes; called again whenever
    /// more may have become possible.
    /// </summary>
    public Task CatchUpAsync()
    {
        lock (_gate)
        {
            if (_isReading) return _read.Task;
            if (_state is not (State.CatchingUp or State.Behind)) return Task.CompletedTask;
            _isReading = true;
            _read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return ReadAsync(_read);
    }

    /// <summary>Called by the connection's send loop when it has handed everything over.</summary>
    public void Drained(OutboundQueue outbound)
    {
        lock (_gate)
        {
            if (_outbound != outbound || _state == State.Live) return;
        }
        _ = CatchUpAsync();
    }

    /// <summary>The client on a connection has shown and noted so many messages of it.</summary>
    public void Acknowledge(OutboundQueue outbound, long count)
    {
        lock (_gate)
        {
            if (_outbound != outbound) return;
            long removeUpTo = 0;
            StoredMessage? last = null;
            while (_acknowledged < count && _window.TryDequeue(out Sent sent))
            {
                _acknowledged++;
                removeUpTo = Math.Max(removeUpTo, sent.Message.Sequence);
                if (sent.Counter is { } counter)
                {
                    counter.Deliver(sent.Message.N);
                    if (sent.Message.Sequence == 0 || counter.Stored < sent.Message.N) journal.Note(counter);
                }
                // One receipt for a run of messages of one sender.
                if (last is not null && (last.From != sent.Message.From || last.Instance != sent.Message.Instance)) _notices.Delivered(last);
                last = sent.Message;
            }
            if (last is not null) _notices.Delivered(last);
            // Through the queue of the adds, so that it never overtakes the one that it cancels.
            if (removeUpTo > 0) _ = store.RemoveMessagesAsync(owner.Name, removeUpTo);
            if (_state == State.Live) return;
        }
        _ = CatchUpAsync();
    }

    /// <summary>The store's answer, in the order of the adds.</summary>
    void IAddObserver.Added(StoredMessage message, bool isStored)
    {
        lock (_gate)
        {
            TakenCounter counter = _adding.Dequeue();
            counter.Adding--;
            if (isStored)
            {
                counter.Stored = Math.Max(counter.Stored, message.N);
                _notices.Stored(message);
            }
            else if (counter.TryRefuse(message.N))
            {
                _notices.NotStored(message);
            }
            // A full queue calls Drained later; an empty one does not.
            if (_outbound is not { IsEmpty: true }) return;
        }
        _ = CatchUpAsync();
    }

    private static ReadOnlyMemory<byte> Write(StoredMessage message) => FrameWriter.Write(
        new MessageEvent(message.From, message.Instance, message.N, message.Text, message.Time, Stored: message.Sequence > 0));

    /// <summary>Stores what this connection was given and has not acknowledged, which is not read back on it; then no longer live.</summary>
    private void FallBehind()
    {
        StoreWindow();
        _state = State.Behind;
    }

    private void StoreWindow()
    {
        for (int left = _window.Count; left > 0; left--)
        {
            Sent sent = _window.Dequeue();
            if (sent.Message.Sequence == 0)
            {
                _lastRead = Store(sent.Message, sent.Counter!);
                sent = sent with { Message = sent.Message with { Sequence = _lastRead } };
            }
            _window.Enqueue(sent);
        }
    }

    private long Store(StoredMessage message, TakenCounter counter)
    {
        _addsBegun++;
        _adding.Enqueue(counter);
        counter.Adding++;
        return store.AddMessage(owner.Name, message, this);
    }

    private void StartAckTimer(TimeSpan due)
    {
        _ackTimer ??= time.CreateTimer(
            static mailbox => ((Mailbox)mailbox!).CheckAcks(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ackTimer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void CheckAcks()
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (_state != State.Live || !_window.TryPeek(out Sent oldest)) return;
            TimeSpan left = AckLimit - time.GetElapsedTime(oldest.At);
            if (left > TimeSpan.Zero)
            {
                StartAckTimer(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
                return;
            }
            FallBehind();
        }
        _ = CatchUpAsync();
    }

    private void StartReadTimer()
    {
        _readTimer ??= time.CreateTimer(
            static mailbox => _ = ((Mailbox)mailbox!).CatchUpAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _readTimer.Change(ReadRetry, Timeout.InfiniteTimeSpan);
    }

    private async Task ReadAsync(TaskCompletionSource read)
    {
        bool isMore = true;
        while (isMore)
        {
            long after, addsBegun;
            lock (_gate) (after, addsBegun) = (_lastRead, _addsBegun);
            IReadOnlyList<StoredMessage>? rows = await store.ListMessagesAsync(owner.Name, after, RowsAtATime);
            isMore = Put(rows, after, addsBegun);
        }
        read.SetResult();
    }

    /// <summary>Puts rows on the connection; true when there may be more to read now.</summary>
    private bool Put(IReadOnlyList<StoredMessage>? rows, long after, long addsBegun)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (_outbound is not null)
            {
                // Another connection came meanwhile, which begins elsewhere.
                if (_lastRead != after) return true;
                if (rows is null)
                {
                    // What cannot be read must not be overtaken.
                    StartReadTimer();
                    return _isReading = false;
                }
                foreach (StoredMessage row in rows)
                {
                    if (_window.Count >= WindowLimit || !_outbound.TryEnqueue(Write(row).Span)) return _isReading = false;
                    _window.Enqueue(new Sent(row, null, time.GetTimestamp()));
                    _lastRead = row.Sequence;
                }
                // A message that was stored after the list was asked for is not in it.
                if (rows.Count > 0 || (_adding.Count == 0 && _addsBegun != addsBegun)) return true;
                if (_adding.Count == 0 && IsFresh() && (_held is null || _outbound.TryEnqueue(_held.WrittenSpan))) GoLive();
            }
            return _isReading = false;
        }
    }

    /// <summary>Whether the client keeps up with acknowledging.</summary>
    private bool IsFresh() => !_window.TryPeek(out Sent oldest) || time.GetElapsedTime(oldest.At) < AckLimit;

    private void GoLive()
    {
        _held = null;
        _state = State.Live;
        if (_window.Count > 0) StartAckTimer(AckLimit);
    }

    /// <summary>A message that was put on the connection and is not acknowledged.</summary>
    /// <param name="Message">Its sequence is 0 while it is not in the store.</param>
    /// <param name="Counter">Null when it came from the store.</param>
    /// <param name="At">When, as a timestamp of the server's clock.</param>
    private readonly record struct Sent(StoredMessage Message, TakenCounter? Counter, long At);
}
