namespace ChatCli.Server.Storage.Queued;

/// <summary>A call of the store on its way through the queue.</summary>
internal interface IStoreOperation
{
    /// <summary>How many bytes it occupies while it waits, about.</summary>
    int Size { get; }

    /// <summary>Whether it changes anything.</summary>
    bool IsChange { get; }

    /// <summary>
    /// Whether half of it must not be done. Where the data are damaged, anything else is done as far as possible, outside of a transaction.
    /// </summary>
    bool IsAtomic { get; }

    /// <summary>Does it, within a transaction, as often as that is tried; returns how many rows it was about.</summary>
    int Run(IStoreDatabase database);

    /// <summary>Says what came of it, once, in the order of the queue. Nothing that this calls may wait for anything.</summary>
    void Complete(bool isDone);
}

/// <summary>Changes something; the result is whether that is kept for good.</summary>
internal sealed class StoreChange(int size, int rows, Action<IStoreDatabase> run, bool isAtomic)
    : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), IStoreOperation
{
    public int Size => size;

    public bool IsChange => true;

    public bool IsAtomic => isAtomic;

    public int Run(IStoreDatabase database)
    {
        run(database);
        return rows;
    }

    public void Complete(bool isDone) => SetResult(isDone);
}

/// <summary>Reads rows; null when they cannot be read.</summary>
internal sealed class StoreRead<T>(Func<IStoreDatabase, IReadOnlyList<T>> run)
    : TaskCompletionSource<IReadOnlyList<T>?>(TaskCreationOptions.RunContinuationsAsynchronously), IStoreOperation
{
    private IReadOnlyList<T>? _rows;

    public int Size => 64;

    public bool IsChange => false;

    public bool IsAtomic => false;

    public int Run(IStoreDatabase database)
    {
        _rows = run(database);
        return 1 + _rows.Count;
    }

    public void Complete(bool isDone) => SetResult(isDone ? _rows : null);
}
