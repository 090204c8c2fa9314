using System.Threading.Tasks.Sources;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Outbound;

/// <summary>
/// The bytes that one client has still to be sent. Hot path. Anybody puts frames in, the client's <see cref="SendLoop"/> alone
/// takes them out. Holds no buffer while it is empty.
/// </summary>
/// <remarks>
/// Callers rely on this:
/// 1. Putting a frame in MUST NOT block, await or call out: it may be done under any lock.
/// 2. A frame goes in whole or not at all, and frames leave in the order in which they came.
/// 3. After <see cref="Complete"/> nothing goes in, and the send loop ends when it has sent the rest.
/// 4. A receipt always has room, because it becomes bytes only when they are taken, or when an answer needs the place behind it: until
///    then a later one takes its place. So it may be told after what came later, but not after a later answer while there is room.
/// </remarks>
internal sealed class OutboundQueue : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly int _limit;
    private readonly OutboundMemory? _memory;
    private ManualResetValueTaskSourceCore<bool> _wake;
    private TaskCompletionSource? _room;
    private WaitingReceipts? _receipts;
    private byte[] _bytes = [];
    private int _length;
    private int _sending;
    private bool _isWaiting;
    private bool _isCompleted;

    /// <param name="limit">How many bytes may wait before <see cref="TryEnqueue"/> refuses.</param>
    /// <param name="memory">What all queues share; null: this one is alone.</param>
    public OutboundQueue(int limit, OutboundMemory? memory = null)
    {
        _limit = AnswerLimit = limit;
        _memory = memory;
    }

    /// <summary>Whether nothing waits and nothing is being sent.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _sending == 0 && !HasAny;
        }
    }

    /// <summary>Whether so much waits that its own client must read before it may ask for more.</summary>
    public bool IsFull => Volatile.Read(ref _length) >= Cut(AnswerLimit);

    /// <summary>How many bytes may wait before the queue is full for its own client. For the connection's receive loop alone.</summary>
    public int AnswerLimit { get; set; }

    /// <summary>Puts in a frame that somebody else caused; false when it has no room or the client is leaving.</summary>
    public bool TryEnqueue(ReadOnlySpan<byte> frame) => Enqueue(frame, _limit);

    /// <summary>
    /// Puts in an answer to the client's own request, or the last word. It always has room: a client gets no second answer
    /// before <see cref="WaitForRoomAsync"/>, which bounds it.
    /// </summary>
    public void Enqueue(ReadOnlySpan<byte> frame) => Enqueue(frame, int.MaxValue);

    /// <summary>The client's messages to a recipient are delivered, or else stored, up to a number.</summary>
    public void EnqueueReceipt(string to, long upTo, bool isDelivered)
    {
        bool wake;
        lock (_gate)
        {
            if (_isCompleted) return;
            (_receipts ??= new WaitingReceipts()).Add(to, upTo, isDelivered);
            wake = _isWaiting;
            _isWaiting = false;
        }
        if (wake) SendBatch.Wake(this);
    }

    /// <summary>Gives the receipts that wait their place: what is put in from now on comes after them. MUST precede the writing of an answer.</summary>
    public void PlaceReceipts()
    {
        lock (_gate) WriteReceipts();
    }

    /// <summary>Completes when the queue is no longer full, or has ended.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_isCompleted || !IsFull) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Lets nothing more in.</summary>
    public void Complete()
    {
        bool wake;
        lock (_gate)
        {
            _isCompleted = true;
            wake = _isWaiting;
            _isWaiting = false;
            _room?.TrySetResult();
        }
        if (wake) SendBatch.Wake(this);
    }

    /// <summary>For the send loop: waits for bytes; false when there will be none.</summary>
    public ValueTask<bool> WaitToTakeAsync()
    {
        lock (_gate)
        {
            if (HasAny) return new ValueTask<bool>(true);
            if (_isCompleted) return new ValueTask<bool>(false);
            _wake.Reset();
            _isWaiting = true;
            return new ValueTask<bool>(this, _wake.Version);
        }
    }

    /// <summary>For the send loop: everything that waits. It MUST be given back with <see cref="Return"/> before the next call.</summary>
    public ArraySegment<byte> Take()
    {
        lock (_gate)
        {
            WriteReceipts();
            var taken = new ArraySegment<byte>(_bytes, 0, _length);
            _sending = _length;
            _bytes = [];
            _length = 0;
            _room?.TrySetResult();
            _room = null;
            return taken;
        }
    }

    /// <summary>For the send loop: the bytes have been handed over, or never will be.</summary>
    public void Return(ArraySegment<byte> taken)
    {
        lock (_gate) _sending = 0;
        _memory?.Add(-taken.Array!.Length);
        OutboundBuffers.Return(taken.Array!);
    }

    /// <summary>Runs the waiting send loop on this thread.</summary>
    public void Execute() => _wake.SetResult(true);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _wake.GetResult(token);
        lock (_gate) return HasAny;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    private bool HasAny => _length > 0 || _receipts is { IsEmpty: false };

    private bool Enqueue(ReadOnlySpan<byte> frame, int room)
    {
        bool wake;
        lock (_gate)
        {
            // An empty queue takes any frame: nobody would say later that there is room again.
            if (room == _limit && _length + _sending > 0) room = Cut(_limit);
            if (_isCompleted || _length + (long)_sending + frame.Length > room) return false;
            Append(frame);
            wake = _isWaiting;
            _isWaiting = false;
        }
        if (wake) SendBatch.Wake(this);
        return true;
    }

    // {"type":"receipt","to":"luke","upTo":4,"state":"delivered"}
    private void WriteReceipts()
    {
        if (_receipts is null) return;
        while (_length < _limit && _receipts.TryTake(out ReceiptEvent? receipt))
            Append(FrameWriter.Write(receipt).Span);
    }

    private void Append(ReadOnlySpan<byte> frame)
    {
        if (_bytes.Length - _length < frame.Length) Grow(frame.Length);
        frame.CopyTo(_bytes.AsSpan(_length));
        _length += frame.Length;
    }

    private void Grow(int more)
    {
        byte[] larger = OutboundBuffers.Rent(Math.Max(_length + more, _bytes.Length * 2));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        _memory?.Add(larger.Length - _bytes.Length);
        OutboundBuffers.Return(_bytes);
        _bytes = larger;
    }

    private int Cut(int room) => _memory is { IsShort: true } ? Math.Min(room, OutboundMemory.Share) : room;
}
