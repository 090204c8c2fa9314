using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;

namespace ChatCli.Server.Tests;

/// <summary>
/// A store whose adds and lists take effect at once, in the order of the calls, but whose results arrive only when the test
/// releases them, in any order, on the thread of the test.
/// </summary>
internal sealed class GatedStore : IChatStore
{
    private readonly MemoryStore _store = new();
    private readonly Lock _gate = new();
    private readonly List<(string Name, Action Release)> _pending = [];

    /// <summary>The calls whose results have not arrived, oldest first.</summary>
    public IReadOnlyList<string> Pending
    {
        get
        {
            lock (_gate) return [.. _pending.Select(call => call.Name)];
        }
    }

    /// <summary>Whether results arrive at once.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether the next adds fail.</summary>
    public bool IsFull { get; set; }

    /// <summary>How many blocks were asked for.</summary>
    public int BlockCalls { get; private set; }

    /// <summary>Lets one result arrive; the oldest unless another is named.</summary>
    public void Release(int index = 0)
    {
        Action release;
        lock (_gate)
        {
            release = _pending[index].Release;
            _pending.RemoveAt(index);
        }
        release();
    }

    /// <summary>Lets the oldest result of one kind arrive.</summary>
    public void Release(string name)
    {
        int index;
        lock (_gate) index = _pending.FindIndex(call => call.Name == name);
        Release(index);
    }

    public ValueTask<bool> AddMessageAsync(string recipient, StoredMessage message) =>
        Gate("add", IsFull ? new(false) : _store.AddMessageAsync(recipient, message));

    public ValueTask<IReadOnlyList<StoredMessage>> ListMessagesAsync(string recipient, long after, int count) =>
        Gate("list", _store.ListMessagesAsync(recipient, after, count));

    public ValueTask RemoveMessagesAsync(string recipient, long upTo) => _store.RemoveMessagesAsync(recipient, upTo);

    public ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync() => _store.ListBlocksAsync();

    public ValueTask<bool> AddBlockAsync(StoredBlock block)
    {
        BlockCalls++;
        return Gate("block", IsFull ? new(false) : _store.AddBlockAsync(block));
    }

    public ValueTask<bool> RemoveBlockAsync(StoredBlock block)
    {
        BlockCalls++;
        return Gate("unblock", IsFull ? new(false) : _store.RemoveBlockAsync(block));
    }

    public ValueTask RemoveUserAsync(string user) => _store.RemoveUserAsync(user);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private ValueTask<T> Gate<T>(string name, ValueTask<T> done)
    {
        if (IsOpen) return done;
        T result = done.Result;
        var arrival = new TaskCompletionSource<T>();
        lock (_gate) _pending.Add((name, () => arrival.SetResult(result)));
        return new(arrival.Task);
    }
}
