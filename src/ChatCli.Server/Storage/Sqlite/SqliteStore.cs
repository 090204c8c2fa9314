using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// Remembers in a database file. Every call is put into one queue, which one thread does in order: <see cref="GroupWriter"/>.
/// A completed change has reached the disk.
/// </summary>
internal sealed class SqliteStore : IChatStore
{
    public const long DefaultQueueLimit = 64 * 1024 * 1024;

    /// <summary>What an operation takes beside its text: the objects and their place in the queue.</summary>
    private const int Overhead = 400;

    private readonly OperationQueue _queue;
    private readonly GroupWriter _writer;

    /// <summary>Takes the database over: its thread closes it in the end.</summary>
    public SqliteStore(SqliteDatabase database, ILogger log, TimeProvider time, long queueLimit = DefaultQueueLimit)
    {
        _queue = new OperationQueue(queueLimit);
        _writer = new GroupWriter(database, _queue, new StoreHealth(database.Path, time, log));
        _writer.Start();
    }

    public ValueTask<bool> AddMessageAsync(string recipient, StoredMessage message) =>
        ChangeAsync(database => database.AddMessage(recipient, message), message.Text.Length);

    public async ValueTask<IReadOnlyList<StoredMessage>> ListMessagesAsync(string recipient, long after, int count) =>
        await ReadAsync(database => database.ListMessages(recipient, after, count)) ?? [];

    public async ValueTask RemoveMessagesAsync(string recipient, long upTo) =>
        await ChangeAsync(database => database.RemoveMessages(recipient, upTo), mayRefuse: false);

    public async ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync() =>
        await ReadAsync(database => database.ListBlocks()) ?? throw new StoreException("the blocks cannot be read from the store");

    public ValueTask<bool> AddBlockAsync(StoredBlock block) => ChangeAsync(database => database.AddBlock(block));

    public ValueTask<bool> RemoveBlockAsync(StoredBlock block) => ChangeAsync(database => database.RemoveBlock(block));

    public async ValueTask RemoveUserAsync(string user) => await ChangeAsync(database => database.RemoveUser(user), mayRefuse: false);

    /// <summary>Waits until everything that was asked for is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _writer.Ended;
    }

    private ValueTask<bool> ChangeAsync(Action<SqliteDatabase> run, int textLength = 0, bool mayRefuse = true)
    {
        var change = new StoreChange(Overhead + (2 * textLength), run);
        return _queue.TryAdd(change, mayRefuse) ? new(change.Task) : new(false);
    }

    private ValueTask<IReadOnlyList<T>?> ReadAsync<T>(Func<SqliteDatabase, IReadOnlyList<T>> run)
    {
        var read = new StoreRead<T>(run);
        return _queue.TryAdd(read, mayRefuse: false) ? new(read.Task) : new((IReadOnlyList<T>?)null);
    }
}
