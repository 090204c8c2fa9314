using ChatCli.Server.Log;

namespace ChatCli.Server.Storage.Queued;

/// <summary>
/// The one thread that touches the database: takes what waits in the queue and does it in order, many operations a transaction,
/// so that one wait for the disk serves them all.
/// </summary>
internal sealed class GroupWriter(IStoreDatabase database, OperationQueue queue, StoreHealth health)
{
    /// <summary>How many rows one transaction is about, at most about: what is read in it stays in memory until its end.</summary>
    private const int RowsAtATime = 1000;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the queue was closed, everything in it was done and the database is closed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "store writer" }.Start();

    private void Run()
    {
        List<IStoreOperation> taken = [];
        while (queue.Take(ref taken))
        {
            for (int next = 0; next < taken.Count;) next = DoGroup(taken, next);
            taken.Clear();
        }
        database.Dispose();
        _ended.SetResult();
    }

    /// <summary>Does the operations of one transaction and returns the index of the one after them.</summary>
    private int DoGroup(List<IStoreOperation> operations, int first)
    {
        int end = first;
        DatabaseFailure? failure = null;
        try
        {
            database.Begin();
            for (int rows = 0; rows < RowsAtATime && end < operations.Count;) rows += operations[end++].Run(database);
            database.Commit();
        }
        catch (Exception e)
        {
            // Whatever it was, only those that fail alone are refused.
            database.Rollback();
            end = Math.Min(first + RowsAtATime, operations.Count);
            failure = Classify(e);
        }
        if (failure is null) Complete(operations, first, end);
        else DoOneByOne(operations, first, end, failure.Value);
        Release(operations, first, end);
        return end;
    }

    private void Complete(List<IStoreOperation> operations, int first, int end)
    {
        bool isChange = false;
        for (int i = first; i < end; i++)
        {
            isChange |= operations[i].IsChange;
            operations[i].Complete(true);
        }
        if (isChange) health.Works();
    }

    private void DoOneByOne(List<IStoreOperation> operations, int first, int end, DatabaseFailure failure)
    {
        // To wait once is enough for all of them.
        bool isHopeless = failure.Kind == FailureKind.AllChanges;
        if (isHopeless) health.Failed(failure, isChange: true);
        for (int i = first; i < end; i++)
        {
            IStoreOperation operation = operations[i];
            operation.Complete(!(isHopeless && operation.IsChange) && TryDo(operation, ref isHopeless));
        }
    }

    private bool TryDo(IStoreOperation operation, ref bool isHopeless)
    {
        try
        {
            database.Begin();
            operation.Run(database);
            database.Commit();
            return true;
        }
        catch (Exception e)
        {
            // A bug is no reason to lose the thread, without which nobody is served.
            database.Rollback();
            DatabaseFailure failure = Classify(e);
            isHopeless |= failure.Kind == FailureKind.AllChanges;
            health.Failed(failure, operation.IsChange);
            return !operation.IsAtomic && failure.Kind == FailureKind.Damage && TryDoInPart(operation);
        }
    }

    /// <summary>Statement by statement: what can be read or changed beside the damage is.</summary>
    private bool TryDoInPart(IStoreOperation operation)
    {
        try
        {
            operation.Run(database);
            return true;
        }
        catch (Exception e)
        {
            health.Failed(Classify(e), operation.IsChange);
            return false;
        }
    }

    private DatabaseFailure Classify(Exception error) => database.Classify(error) ?? new DatabaseFailure(FailureKind.Operation, ErrorTrace.Of(error));

    private void Release(List<IStoreOperation> operations, int first, int end)
    {
        long size = 0;
        for (int i = first; i < end; i++) size += operations[i].Size;
        queue.Release(size);
    }
}
