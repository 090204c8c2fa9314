namespace ChatCli.Testing;

/// <summary>The bytes on their way in one direction of an <see cref="InMemoryConnection"/>: a bounded queue for one writer and one reader.</summary>
internal sealed class BoundedBytes(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<byte> _bytes = new();
    private TaskCompletionSource? _changed;
    private bool _ended;
    private bool _abandoned;

    /// <summary>True once the reader wants no more.</summary>
    public bool IsAbandoned
    {
        get
        {
            lock (_lock) return _abandoned;
        }
    }

    /// <summary>Waits for bytes or for the end; false when the reader gave up.</summary>
    public async Task<bool> WaitToReadAsync()
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_abandoned) return false;
                if (_bytes.Count > 0 || _ended) return true;
                changed = Changed();
            }
            await changed;
        }
    }

    /// <summary>What there is, up to the buffer's size; 0 at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            if (_abandoned) return 0;
            int read = 0;
            while (read < buffer.Length && _bytes.TryDequeue(out byte value)) buffer[read++] = value;
            Announce();
            return read;
        }
    }

    /// <summary>Hands over all of the bytes, waiting for room; false when either side ended it before that.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_ended || _abandoned) return false;
                int fits = Math.Min(capacity - _bytes.Count, bytes.Length);
                foreach (byte value in bytes.Span[..fits]) _bytes.Enqueue(value);
                bytes = bytes[fits..];
                if (fits > 0) Announce();
                if (bytes.IsEmpty) return true;
                changed = Changed();
            }
            await changed;
        }
    }

    /// <summary>The writer sends no more; the reader still gets what is on the way.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Announce();
        }
    }

    /// <summary>The reader wants no more: what is on the way is lost, and writing fails.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            _bytes.Clear();
            Announce();
        }
    }

    private Task Changed() => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Announce()
    {
        _changed?.TrySetResult();
        _changed = null;
    }
}
