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

    public void AddMessage(string recipient, StoredMessage message, IAddObserver observer) => _store.AddMessage(recipient, message, observer);

    public void AllowAdds(string recipient, string sender) => _store.AllowAdds(recipient, sender);

    public ValueTask<IReadOnlyList<StoredMessage>?> ListMessagesAsync(string recipient, long after, int count) =>
        _store.ListMessagesAsync(recipient, after, count);

    public ValueTask RemoveMessagesAsync(string recipient, IReadOnlyList<long> positions) => _store.RemoveMessagesAsync(recipient, positions);

    public ValueTask<IReadOnlyList<StoredTaken>> ListTakenAsync(string sender, string instance) => _store.ListTakenAsync(sender, instance);

    public ValueTask NoteTakenAsync(IReadOnlyList<StoredTaken> taken) => _store.NoteTakenAsync(taken);

    public ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync() => _store.ListBlocksAsync();

    public ValueTask<IReadOnlyList<StoredToken>> ListTokensAsync() => _store.ListTokensAsync();

    public ValueTask<bool> SetTokenAsync(StoredToken token) => _store.SetTokenAsync(token);

    public ValueTask<bool> RemoveTokenAsync(string user) => _store.RemoveTokenAsync(user);

    public ValueTask<bool> RemoveUserAsync(string user) => _store.RemoveUserAsync(user);

    public ValueTask<IReadOnlyList<string>?> ListUsersAsync() => _store.ListUsersAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
