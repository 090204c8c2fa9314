using System.Buffers;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Outbound;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// Where the messages to one user go: straight to the connection while it keeps up (live), else to the store, from which they
/// follow in order. Offline, catching up after a login and a slow reader are one mechanism. Hot path.
/// </summary>
/// <remarks>
/// Callers rely on this:
/// 1. Messages of one sender reach the recipient in the order in which <see cref="DeliverAsync"/> was called.
/// 2. No call waits for the recipient.
/// 3. It goes live only when nothing is on its way to the store and every stored message was put on the connection.
/// Its lock is taken under the hub's, and the queue's and the store's under it.
/// </remarks>
internal sealed class Mailbox(string owner, IChatStore store)
{
    /// <summary>How many bytes of presence and broadcasts wait while a mailbox catches up after login.</summary>
    public const int HeldLimit = 64 * 1024;

    private const int RowsAtATime = 100;

    private readonly Lock _gate = new();
    private State _state = State.Offline;
    private OutboundQueue? _outbound;
    private ArrayBufferWriter<byte>? _held;
    private long _lastRead;
    private long _lastRemoved;
    private long _addsBegun;
    private int _adding;
    private bool _isReading;

    private enum State
    {
        /// <summary>The account was removed: nothing goes anywhere.</summary>
        Closed,

        /// <summary>No connection: messages to the store, other events nowhere.</summary>
        Offline,

        /// <summary>After a login: stored messages first, other events wait.</summary>
        CatchingUp,

        /// <summary>The queue was full: messages to the store, other events are dropped.</summary>
        Behind,

        /// <summary>Straight to the connection.</summary>
        Live,
    }

    /// <summary>Sends a message now or stores it; false when neither was possible.</summary>
    public ValueTask<bool> DeliverAsync(string from, string text, long time)
    {
        ReadOnlyMemory<byte> frame = FrameWriter.Write(new MessageEvent(from, text, time), WireJson.Default.MessageEvent);
        ValueTask<bool> adding;
        lock (_gate)
        {
            if (_state == State.Closed) return new(false);
            if (_state == State.Live)
            {
                if (_outbound!.TryEnqueue(frame.Span)) return new(true);
                _state = State.Behind;
            }
            _addsBegun++;
            _adding++;
            adding = store.AddMessageAsync(owner, new StoredMessage(0, from, text, time));
        }
        if (!adding.IsCompletedSuccessfully) return FinishAddingAsync(adding);
        bool added = adding.Result;
        Added();
        return new(added);
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

    /// <summary>The user has a connection now. <see cref="CatchUp"/> MUST follow, outside of the hub's lock.</summary>
    public void Attach(OutboundQueue outbound)
    {
        lock (_gate)
        {
            _outbound = outbound;
            _state = State.CatchingUp;
            // What an earlier connection was given but may not have sent is read again.
            _lastRead = _lastRemoved;
        }
    }

    /// <summary>The user has no connection any more.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _outbound = null;
            _held = null;
            _state = State.Offline;
        }
    }

    /// <summary>The account was removed: a message under way must not wait for a later account of the same name.</summary>
    public void Close()
    {
        lock (_gate) _state = State.Closed;
    }

    /// <summary>Puts the stored messages on the connection, as many as fit; called again whenever that may have become possible.</summary>
    public void CatchUp()
    {
        lock (_gate)
        {
            if (_isReading || _state is not (State.CatchingUp or State.Behind)) return;
            _isReading = true;
        }
        _ = ReadAsync();
    }

    /// <summary>Called by the connection's send loop when it has handed everything over.</summary>
    public void Drained(OutboundQueue outbound)
    {
        lock (_gate)
        {
            if (_outbound != outbound) return;
            if (_lastRead > _lastRemoved && outbound.IsEmpty)
            {
                _lastRemoved = _lastRead;
                _ = store.RemoveMessagesAsync(owner, _lastRemoved);
            }
            if (_state == State.Live) return;
        }
        CatchUp();
    }

    private async ValueTask<bool> FinishAddingAsync(ValueTask<bool> adding)
    {
        bool added = await adding;
        Added();
        return added;
    }

    private void Added()
    {
        lock (_gate)
        {
            _adding--;
            // A full queue calls Drained later; an empty one does not.
            if (_outbound is not { IsEmpty: true }) return;
        }
        CatchUp();
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            long after, addsBegun;
            lock (_gate) (after, addsBegun) = (_lastRead, _addsBegun);
            IReadOnlyList<StoredMessage> rows = await store.ListMessagesAsync(owner, after, RowsAtATime);
            if (!Put(rows, after, addsBegun)) return;
        }
    }

    /// <summary>Puts rows on the connection; true when there may be more to read now.</summary>
    private bool Put(IReadOnlyList<StoredMessage> rows, long after, long addsBegun)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (_outbound is not null)
            {
                // Another connection came meanwhile, which begins elsewhere.
                if (_lastRead != after) return true;
                foreach (StoredMessage row in rows)
                {
                    var message = new MessageEvent(row.From, row.Text, row.Time, Stored: true);
                    if (!_outbound.TryEnqueue(FrameWriter.Write(message, WireJson.Default.MessageEvent).Span)) return _isReading = false;
                    _lastRead = row.Sequence;
                }
                // A message that was stored after the list was asked for is not in it.
                if (rows.Count > 0 || (_adding == 0 && _addsBegun != addsBegun)) return true;
                if (_adding == 0 && (_held is null || _outbound.TryEnqueue(_held.WrittenSpan)))
                {
                    _held = null;
                    _state = State.Live;
                }
            }
            return _isReading = false;
        }
    }
}
