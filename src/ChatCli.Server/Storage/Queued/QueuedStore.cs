using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Storage.Queued;

/// <summary>
/// Remembers in a database. Every call is put into one queue, which one thread does in order: <see cref="GroupWriter"/>.
/// A completed change is kept for good.
/// </summary>
internal sealed class QueuedStore : IChatStore
{
    public const long DefaultQueueLimit = 64 * 1024 * 1024;

    /// <summary>What an operation takes beside its text: the objects and their place in the queue.</summary>
    public const int Overhead = 400;

    /// <summary>What tells a message that is sent again is kept so long after it was last touched.</summary>
    private static readonly TimeSpan TakenTime = TimeSpan.FromDays(90);

    /// <summary>How often what is too old is looked for.</summary>
    private static readonly TimeSpan CleaningTime = TimeSpan.FromDays(1);

    private readonly OperationQueue _queue;
    private readonly GroupWriter _writer;
    private readonly TimeProvider _time;
    private readonly ITimer _cleaning;

    /// <summary>Used by the writer's thread alone.</summary>
    private readonly HashSet<(string Recipient, string Sender)> _refused = [];

    /// <summary>Takes the database over: its thread closes it in the end.</summary>
    public QueuedStore(IStoreDatabase database, ILogger log, TimeProvider time, long queueLimit = DefaultQueueLimit)
    {
        _queue = new OperationQueue(queueLimit);
        _writer = new GroupWriter(database, _queue, new StoreHealth(database.Name, time, log));
        _time = time;
        _writer.Start();
        RemoveOldTaken();
        _cleaning = time.CreateTimer(static store => ((QueuedStore)store!).RemoveOldTaken(), this, CleaningTime, CleaningTime);
    }

    public void AddMessage(string recipient, StoredMessage message, IAddObserver observer)
    {
        if (!_queue.TryAdd(new MessageAdd(recipient, message, observer, _refused, Now()))) observer.Refused();
    }

    public void AllowAdds(string recipient, string sender) => _ = ChangeAsync(_ => _refused.Remove((recipient, sender)), mayRefuse: false);

    public ValueTask<IReadOnlyList<StoredMessage>?> ListMessagesAsync(string recipient, long after, int count) =>
        ReadAsync(database => database.ListMessages(recipient, after, count));

    public async ValueTask RemoveMessagesAsync(string recipient, IReadOnlyList<long> positions) =>
        await ChangeAsync(database => database.RemoveMessages(recipient, positions), rows: positions.Count, mayRefuse: false, isAtomic: false);

    public async ValueTask<IReadOnlyList<StoredTaken>> ListTakenAsync(string sender, string instance) =>
        await ReadAsync(database => database.ListTaken(sender, instance)) ?? [];

    public async ValueTask NoteTakenAsync(IReadOnlyList<StoredTaken> taken)
    {
        long now = Now();
        await ChangeAsync(database =>
        {
            foreach (StoredTaken one in taken) database.NoteTaken(one, now);
        });
    }

    public async ValueTask<IReadOnlyList<StoredToken>> ListTokensAsync() =>
        await ReadAsync(database => database.ListTokens()) ?? throw new StoreException("the tokens cannot be read from the store");

    public ValueTask<bool> SetTokenAsync(StoredToken token) => ChangeAsync(database => database.SetToken(token), mayRefuse: false);

    public ValueTask<bool> RemoveTokenAsync(string user) => ChangeAsync(database => database.RemoveToken(user), mayRefuse: false);

    public async ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync() =>
        await ReadAsync(database => database.ListBlocks()) ?? throw new StoreException("the blocks cannot be read from the store");

    public ValueTask<bool> AddBlockAsync(StoredBlock block) => ChangeAsync(database => database.AddBlock(block));

    public ValueTask<bool> RemoveBlockAsync(StoredBlock block) => ChangeAsync(database => database.RemoveBlock(block));

    public ValueTask<IReadOnlyList<string>?> ListUsersAsync() => ReadAsync(database => database.ListUsers());

    public ValueTask<bool> RemoveUserAsync(string user) => ChangeAsync(
        database =>
        {
            database.RemoveUser(user);
            _refused.RemoveWhere(pair => pair.Recipient == user || pair.Sender == user);
        },
        mayRefuse: false);

    /// <summary>Waits until everything that was asked for is done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cleaning.DisposeAsync();
        _queue.Close();
        await _writer.Ended;
    }

    private void RemoveOldTaken() => _ = ChangeAsync(database => database.RemoveTakenBefore(Now() - (long)TakenTime.TotalSeconds), mayRefuse: false);

    private long Now() => _time.GetUtcNow().ToUnixTimeSeconds();

    private ValueTask<bool> ChangeAsync(Action<IStoreDatabase> run, int rows = 1, bool mayRefuse = true, bool isAtomic = true)
    {
        var change = new StoreChange(Overhead, rows, run, isAtomic);
        return _queue.TryAdd(change, mayRefuse) ? new(change.Task) : new(false);
    }

    private ValueTask<IReadOnlyList<T>?> ReadAsync<T>(Func<IStoreDatabase, IReadOnlyList<T>> run)
    {
        var read = new StoreRead<T>(run);
        return _queue.TryAdd(read, mayRefuse: false) ? new(read.Task) : new((IReadOnlyList<T>?)null);
    }
}
