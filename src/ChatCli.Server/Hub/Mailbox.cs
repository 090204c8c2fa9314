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
internal sealed class Mailbox
{
    private const int RowsAtATime = 100;

    private readonly Lock _lock = new();
    private readonly User _owner;
    private readonly IChatStore _store;
    private readonly TakenJournal _journal;
    private readonly SenderNotices _notices;
    private readonly MailboxWindow _window;
    private readonly MailboxAdds _adds;
    private readonly MailboxReading _reading;
    private readonly HeldEvents _held = new();
    private State _state = State.Offline;
    private OutboundQueue? _outbound;

    public Mailbox(User owner, IChatStore store, UserDirectory users, TakenJournal journal, TimeProvider time)
    {
        (_owner, _store, _journal) = (owner, store, journal);
        _notices = new SenderNotices(owner, users);
        _window = new MailboxWindow(time, CheckAcks);
        _adds = new MailboxAdds(owner.Name, store, _notices);
        _reading = new MailboxReading(time, () => _ = CatchUpAsync());
    }

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
        lock (_lock)
        {
            if (n <= counter.Taken)
            {
                _notices.Repeat(counter, n);
                return null;
            }
            if (_owner.HasBlocked(sender)) return Refusal.Blocked;
            if (_state == State.Closed) return Refusal.NotStored;
            if (counter.MustRefuse(n) is { } earlier) return earlier;
            if (rate?.Refuse(sender) is { } tooFast)
            {
                counter.Refuse(n, tooFast);
                return tooFast;
            }
            if (counter.EndRefusal()) _store.AllowAdds(_owner.Name, sender.Name);

            counter.Taken = n;
            if (_state == State.Live)
            {
                if (!_window.IsFull && _outbound!.TryEnqueue(frame.Span))
                {
                    _window.Add(message, counter);
                    return null;
                }
                FallBehind();
            }
            _adds.Begin(new MailboxAdd(this, message, counter));
            return null;
        }
    }

    /// <summary>Sends an event that is never stored; false when there is no room for it now.</summary>
    public bool TryOffer(ReadOnlySpan<byte> frame)
    {
        lock (_lock)
        {
            return _state switch
            {
                State.Live => _outbound!.TryEnqueue(frame),
                State.CatchingUp => _held.TryAdd(frame),
                _ => false,
            };
        }
    }

    /// <summary>The user has a connection now. <see cref="CatchUpAsync"/> MUST follow, outside of the hub's lock.</summary>
    public void Attach(OutboundQueue outbound)
    {
        lock (_lock)
        {
            _outbound = outbound;
            _state = State.CatchingUp;
        }
    }

    /// <summary>The user has no connection any more: what was not acknowledged goes to the store.</summary>
    public void Detach()
    {
        lock (_lock)
        {
            if (_state is State.Offline or State.Closed) return;
            _window.Store(StoreGiven);
            _window.Clear();
            _reading.Restart();
            _outbound = null;
            _held.Clear();
            _state = State.Offline;
        }
    }

    /// <summary>The account was removed: a message under way must not wait for a later account of the same name.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _window.Clear();
            _outbound = null;
            _state = State.Closed;
        }
    }

    /// <summary>The owner hides from somebody now: from here on nothing may depend on whether the owner is online.</summary>
    public void Hide()
    {
        lock (_lock)
        {
            if (_state == State.Live && !_window.IsEmpty) FallBehind();
        }
        _ = CatchUpAsync();
    }

    /// <summary>The client process of a counter is not remembered from here on: the store is to know what was taken of it.</summary>
    public void Retire(TakenCounter counter)
    {
        lock (_lock)
        {
            if (counter.Adding == 0 && counter.EndRefusal()) _store.AllowAdds(_owner.Name, counter.Sender);
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
        lock (_lock)
        {
            if (_reading.UnderWay is { } underWay) return underWay;
            if (_state is not (State.CatchingUp or State.Behind)) return Task.CompletedTask;
            _reading.Begin();
        }
        return ReadAsync();
    }

    /// <summary>Called by the connection's send loop when it has handed everything over.</summary>
    public void Drained(OutboundQueue outbound)
    {
        lock (_lock)
        {
            if (_outbound != outbound || _state == State.Live) return;
        }
        _ = CatchUpAsync();
    }

    /// <summary>The client on a connection has shown and noted so many messages of it.</summary>
    public void Acknowledge(OutboundQueue outbound, long count)
    {
        lock (_lock)
        {
            if (_outbound != outbound) return;
            List<long>? removed = null;
            MailboxWindow.Sent last = default;
            while (_window.TryAcknowledge(count, out MailboxWindow.Sent sent))
            {
                if (sent.Counter is { } counter)
                {
                    counter.Deliver(sent.Message.N);
                    if (!sent.IsStored || counter.Stored < sent.Message.N) _journal.Note(counter);
                }
                if (PositionToRemove(sent) is > 0 and long position) (removed ??= []).Add(position);
                // One receipt for a run of messages of one sender.
                if (last.Message is { } before && (before.From != sent.Message.From || before.Instance != sent.Message.Instance))
                    _notices.Delivered(before, last.IsStored);
                last = sent;
            }
            if (last.Message is not null) _notices.Delivered(last.Message, last.IsStored);
            if (removed is not null) _ = _store.RemoveMessagesAsync(_owner.Name, removed);
            if (_state == State.Live) return;
        }
        _ = CatchUpAsync();
    }

    /// <summary>The store's answer, from any thread: where it has put a message, 0 when it was refused.</summary>
    public void Answered(MailboxAdd add, long position)
    {
        lock (_lock)
        {
            _adds.End(add, position);
            if (position == 0)
            {
                _reading.DropGiven(add);
            }
            else if (add.IsAcknowledged)
            {
                _reading.RemoveGiven(add);
                _ = _store.RemoveMessagesAsync(_owner.Name, [position]);
            }
            // A full queue calls Drained later; an empty one does not.
            if (_outbound is not { IsEmpty: true }) return;
        }
        _ = CatchUpAsync();
    }

    /// <summary>The line of a message.</summary>
    internal static ReadOnlyMemory<byte> Write(StoredMessage message) => FrameWriter.Write(
        new MessageEvent(message.From, message.Instance, message.N, message.Text, message.Time, Stored: message.Position > 0));

    /// <summary>
    /// Where the store has an acknowledged message, which is removed now. 0 where it has none, or has not answered yet: then its answer removes it.
    /// Adds and removals go through the same queue, so none overtakes another.
    /// </summary>
    private long PositionToRemove(MailboxWindow.Sent sent)
    {
        if (sent.Add is not { } add) return sent.Message.Position;
        add.IsAcknowledged = true;
        if (add.Position > 0) _reading.RemoveGiven(add);
        return add.Position;
    }

    /// <summary>Stores what this connection was given and has not acknowledged; then no longer live.</summary>
    private void FallBehind()
    {
        _window.Store(StoreGiven);
        _state = State.Behind;
    }

    private MailboxAdd StoreGiven(StoredMessage message, TakenCounter counter)
    {
        var add = new MailboxAdd(this, message, counter);
        // Before the store may answer.
        _reading.AddGiven(add);
        _adds.Begin(add);
        return add;
    }

    private void CheckAcks()
    {
        using var batch = SendBatch.Begin();
        lock (_lock)
        {
            if (_state != State.Live || _window.IsEmpty) return;
            if (_window.IsFresh)
            {
                _window.StartTimer();
                return;
            }
            FallBehind();
        }
        _ = CatchUpAsync();
    }

    private async Task ReadAsync()
    {
        bool isMore = true;
        while (isMore)
        {
            long after, addsBegun;
            lock (_lock) (after, addsBegun) = (_reading.NextPage(), _adds.Begun);
            IReadOnlyList<StoredMessage>? rows = await _store.ListMessagesAsync(_owner.Name, after, RowsAtATime);
            isMore = Put(rows, after, addsBegun);
        }
    }

    /// <summary>Puts a page on the connection; false when there is nothing more to read now, and the reading has ended.</summary>
    private bool Put(IReadOnlyList<StoredMessage>? rows, long after, long addsBegun)
    {
        using var batch = SendBatch.Begin();
        lock (_lock)
        {
            bool isMore = false;
            switch (_reading.Put(rows, after, _outbound, _window))
            {
                case PageOutcome.More:
                    isMore = true;
                    break;
                case PageOutcome.Empty when _adds.AreAnswered:
                    // A message that was stored after the page was asked for is not in it.
                    isMore = _adds.Begun != addsBegun;
                    if (!isMore && _window.IsFresh && _held.TryRelease(_outbound!)) GoLive();
                    break;
            }
            if (!isMore) _reading.End();
            return isMore;
        }
    }

    private void GoLive()
    {
        _state = State.Live;
        _window.StartTimer();
    }
}
