using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;

namespace ChatCli.Server.Tests;

/// <summary>
/// A store whose calls take effect at once, in their order, but whose results arrive only when the test releases them, on the
/// thread of the test: the outcomes of adds in their order, the others in any.
/// </summary>
internal sealed class GatedStore : IChatStore
{
    private const string Add = "add";

    /// <summary>What the store below never has room for: it then refuses as a full store does.</summary>
    private static readonly string TooLarge = new('x', 600_000);

    private readonly MemoryStore _store = new(limit: 1_000_000);
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

    /// <summary>Whether the next adds are refused.</summary>
    public bool IsFull { get; set; }

    /// <summary>Whether messages cannot be read.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Whether the list of all users arrives only when it is released, in any case.</summary>
    public bool HoldsUsers { get; set; }

    /// <summary>Called before each message that this store is given.</summary>
    public Action<StoredMessage> BeforeAdd { get; set; } = _ => { };

    /// <summary>Called before each user that this store is to forget.</summary>
    public Action<string> BeforeRemoveUser { get; set; } = _ => { };

    /// <summary>How many blocks were asked for.</summary>
    public int BlockCalls { get; private set; }

    /// <summary>What was noted as taken, each in short.</summary>
    public List<string> Noted { get; } = [];

    /// <summary>What is in a mailbox, at once.</summary>
    public Task<IReadOnlyList<StoredMessage>> ListAsync(string recipient) => _store.ListAsync(recipient, 0, int.MaxValue);

    /// <summary>Another server adds a message to the mailbox.</summary>
    public void AddOther(string recipient, StoredMessage message) => _store.AddMessage(recipient, message, new Outcome());

    /// <summary>Lets one result arrive; the oldest unless another is named. Of the adds it is always the oldest.</summary>
    public void Release(int index = 0)
    {
        Action release;
        lock (_gate)
        {
            if (_pending[index].Name == Add) index = _pending.FindIndex(call => call.Name == Add);
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

    public void AddMessage(string recipient, StoredMessage message, IAddObserver observer)
    {
        BeforeAdd(message);
        var outcome = new Outcome();
        _store.AddMessage(recipient, IsFull ? message with { Text = TooLarge } : message, outcome);
        if (IsOpen)
        {
            outcome.Tell(observer);
            return;
        }
        lock (_gate) _pending.Add((Add, () => outcome.Tell(observer)));
    }

    public void AllowAdds(string recipient, string sender) => _store.AllowAdds(recipient, sender);

    public ValueTask<IReadOnlyList<StoredMessage>?> ListMessagesAsync(string recipient, long after, int count) =>
        Gate("list", IsUnreadable ? new((IReadOnlyList<StoredMessage>?)null) : _store.ListMessagesAsync(recipient, after, count));

    public ValueTask RemoveMessagesAsync(string recipient, IReadOnlyList<long> positions) => _store.RemoveMessagesAsync(recipient, positions);

    public ValueTask<IReadOnlyList<StoredTaken>> ListTakenAsync(string sender, string instance) =>
        Gate("taken", _store.ListTakenAsync(sender, instance));

    public async ValueTask NoteTakenAsync(IReadOnlyList<StoredTaken> taken)
    {
        Noted.AddRange(taken.Select(one => $"{one.Sender} {one.Recipient} {one.N}"));
        await _store.NoteTakenAsync(taken);
        await Gate("note", new ValueTask<bool>(true));
    }

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

    public ValueTask<IReadOnlyList<StoredToken>> ListTokensAsync() => _store.ListTokensAsync();

    public ValueTask<bool> SetTokenAsync(StoredToken token) => _store.SetTokenAsync(token);

    public ValueTask<bool> RemoveTokenAsync(string user) => _store.RemoveTokenAsync(user);

    public ValueTask<bool> RemoveUserAsync(string user)
    {
        BeforeRemoveUser(user);
        return _store.RemoveUserAsync(user);
    }

    public ValueTask<IReadOnlyList<string>?> ListUsersAsync() => HoldsUsers ? Hold("users", _store.ListUsersAsync()) : _store.ListUsersAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private ValueTask<T> Gate<T>(string name, ValueTask<T> done) => IsOpen ? done : Hold(name, done);

    private ValueTask<T> Hold<T>(string name, ValueTask<T> done)
    {
        T result = done.Result;
        var arrival = new TaskCompletionSource<T>();
        lock (_gate) _pending.Add((name, () => arrival.SetResult(result)));
        return new(arrival.Task);
    }

    private sealed class Outcome : IAddObserver
    {
        private long? _position;

        public void Stored(long position) => _position = position;

        public void Refused() => _position = null;

        public void Tell(IAddObserver observer)
        {
            if (_position is { } position) observer.Stored(position);
            else observer.Refused();
        }
    }
}
