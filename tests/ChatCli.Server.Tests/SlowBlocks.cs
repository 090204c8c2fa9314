using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;

namespace ChatCli.Server.Tests;

/// <summary>A store whose blocks always take a moment.</summary>
internal sealed class SlowBlocks : IChatStore
{
    private readonly MemoryStore _store = new();
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public async ValueTask<bool> AddBlockAsync(StoredBlock block)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        return await _store.AddBlockAsync(block);
    }

    public async ValueTask<bool> RemoveBlockAsync(StoredBlock block)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        return await _store.RemoveBlockAsync(block);
    }

    public ValueTask<bool> AddMessageAsync(string recipient, StoredMessage message) => _store.AddMessageAsync(recipient, message);

    public ValueTask<IReadOnlyList<StoredMessage>> ListMessagesAsync(string recipient, long after, int count) =>
        _store.ListMessagesAsync(recipient, after, count);

    public ValueTask RemoveMessagesAsync(string recipient, long upTo) => _store.RemoveMessagesAsync(recipient, upTo);

    public ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync() => _store.ListBlocksAsync();

    public ValueTask RemoveUserAsync(string user) => _store.RemoveUserAsync(user);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
