namespace ChatCli.Server.Storage.Sqlite;

/// <summary>First in, first out, from any thread to the writer's, bounded in bytes. Adding never waits for the disk.</summary>
/// <param name="limit">How many bytes of changes may be on their way to the disk.</param>
internal sealed class OperationQueue(long limit)
{
    private readonly object _gate = new();
    private List<IStoreOperation> _waiting = [];
    private long _size;
    private bool _isClosed;

    /// <summary>Adds at the end; false when the queue is closed, or full and the operation is one that may be refused.</summary>
    public bool TryAdd(IStoreOperation operation, bool mayRefuse)
    {
        lock (_gate)
        {
            if (_isClosed || (mayRefuse && _size + operation.Size > limit)) return false;
            _waiting.Add(operation);
            _size += operation.Size;
            if (_waiting.Count == 1) Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>
    /// For the writer's thread: waits for operations and exchanges all of them for an empty list; false when there are no more
    /// and never will be.
    /// </summary>
    public bool Take(ref List<IStoreOperation> taken)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed) return false;
                Monitor.Wait(_gate);
            }
            (taken, _waiting) = (_waiting, taken);
            return true;
        }
    }

    /// <summary>Taken operations are done: their bytes are free again.</summary>
    public void Release(long size)
    {
        lock (_gate) _size -= size;
    }

    /// <summary>From now on nothing is added.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }
}
