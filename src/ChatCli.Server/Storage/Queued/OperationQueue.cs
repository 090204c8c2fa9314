namespace ChatCli.Server.Storage.Queued;

/// <summary>First in, first out, from any thread to the writer's, bounded in bytes. Adding never waits for the disk.</summary>
/// <param name="limit">How many bytes of changes may be on their way to the disk.</param>
internal sealed class OperationQueue(long limit)
{
    private readonly object _lock = new();
    private List<IStoreOperation> _waiting = [];
    private long _size;
    private bool _isClosed;

    /// <summary>Adds at the end; false when the queue is closed, or full and the operation is one that may be refused.</summary>
    public bool TryAdd(IStoreOperation operation, bool mayRefuse)
    {
        lock (_lock)
        {
            if (_isClosed || (mayRefuse && !HasRoomFor(operation))) return false;
            Append(operation);
            return true;
        }
    }

    /// <summary>Adds a message at the end, or in its place its refusal when the queue is full; false when it is closed.</summary>
    public bool TryAdd(MessageAdd add)
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            if (!HasRoomFor(add)) add.GiveUp();
            Append(add);
            return true;
        }
    }

    /// <summary>
    /// For the writer's thread: waits for operations and exchanges all of them for an empty list; false when there are no more
    /// and never will be.
    /// </summary>
    public bool Take(ref List<IStoreOperation> taken)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed) return false;
                Monitor.Wait(_lock);
            }
            (taken, _waiting) = (_waiting, taken);
            return true;
        }
    }

    /// <summary>Taken operations are done: their bytes are free again.</summary>
    public void Release(long size)
    {
        lock (_lock) _size -= size;
    }

    /// <summary>From now on nothing is added.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }
    }

    private bool HasRoomFor(IStoreOperation operation) => _size + operation.Size <= limit;

    private void Append(IStoreOperation operation)
    {
        _waiting.Add(operation);
        _size += operation.Size;
        if (_waiting.Count == 1) Monitor.Pulse(_lock);
    }
}
