namespace ChatCli.Server.Storage.Memory;

/// <summary>Remembers as long as the process runs, within a bound.</summary>
/// <param name="limit">How many bytes the waiting messages may take together, about.</param>
internal sealed class MemoryStore(long limit = MemoryStore.DefaultLimit) : IChatStore
{
    public const long DefaultLimit = 256 * 1024 * 1024;

    /// <summary>What a message takes beside its text: the objects and their place in the mailbox.</summary>
    private const int Overhead = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<long, StoredMessage>> _mailboxes = [];
    private readonly HashSet<(string Recipient, string Sender)> _refused = [];
    private readonly Dictionary<(string Sender, string Instance, string Recipient), long> _taken = [];
    private readonly HashSet<StoredBlock> _blocks = [];
    private readonly Dictionary<string, StoredToken> _tokens = [];
    private long _lastPosition;
    private long _size;

    public void AddMessage(string recipient, StoredMessage message, IAddObserver observer)
    {
        bool isStored;
        lock (_lock)
        {
            isStored = _size + Size(message) <= limit && !_refused.Contains((recipient, message.From));
            if (isStored)
            {
                message = message with { Position = ++_lastPosition };
                if (!_mailboxes.TryGetValue(recipient, out SortedDictionary<long, StoredMessage>? mailbox)) _mailboxes[recipient] = mailbox = [];
                mailbox.Add(message.Position, message);
                _size += Size(message);
                Note(new StoredTaken(message.From, message.Instance, recipient, message.N));
            }
            else
            {
                _refused.Add((recipient, message.From));
            }
        }
        if (isStored) observer.Stored(message.Position);
        else observer.Refused();
    }

    public void AllowAdds(string recipient, string sender)
    {
        lock (_lock) _refused.Remove((recipient, sender));
    }

    public ValueTask<IReadOnlyList<StoredMessage>?> ListMessagesAsync(string recipient, long after, int count)
    {
        lock (_lock)
        {
            if (!_mailboxes.TryGetValue(recipient, out SortedDictionary<long, StoredMessage>? mailbox)) return new((IReadOnlyList<StoredMessage>)[]);
            return new((IReadOnlyList<StoredMessage>)[.. mailbox.Values.SkipWhile(message => message.Position <= after).Take(count)]);
        }
    }

    public ValueTask RemoveMessagesAsync(string recipient, IReadOnlyList<long> positions)
    {
        lock (_lock)
        {
            if (!_mailboxes.TryGetValue(recipient, out SortedDictionary<long, StoredMessage>? mailbox)) return default;
            foreach (long position in positions)
            {
                if (mailbox.Remove(position, out StoredMessage? message)) _size -= Size(message);
            }
            if (mailbox.Count == 0) _mailboxes.Remove(recipient);
            return default;
        }
    }

    public ValueTask<IReadOnlyList<StoredTaken>> ListTakenAsync(string sender, string instance)
    {
        lock (_lock)
        {
            return new([.. _taken
                .Where(entry => entry.Key.Sender == sender && entry.Key.Instance == instance)
                .Select(entry => new StoredTaken(sender, instance, entry.Key.Recipient, entry.Value))]);
        }
    }

    public ValueTask NoteTakenAsync(IReadOnlyList<StoredTaken> taken)
    {
        lock (_lock)
        {
            foreach (StoredTaken one in taken) Note(one);
        }
        return default;
    }

    public ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync()
    {
        lock (_lock) return new([.. _blocks]);
    }

    public ValueTask<bool> AddBlockAsync(StoredBlock block)
    {
        lock (_lock) _blocks.Add(block);
        return new(true);
    }

    public ValueTask<bool> RemoveBlockAsync(StoredBlock block)
    {
        lock (_lock) _blocks.Remove(block);
        return new(true);
    }

    public ValueTask<IReadOnlyList<StoredToken>> ListTokensAsync()
    {
        lock (_lock) return new([.. _tokens.Values]);
    }

    public ValueTask<bool> SetTokenAsync(StoredToken token)
    {
        lock (_lock) _tokens[token.User] = token;
        return new(true);
    }

    public ValueTask<bool> RemoveTokenAsync(string user)
    {
        lock (_lock) _tokens.Remove(user);
        return new(true);
    }

    public ValueTask<IReadOnlyList<string>?> ListUsersAsync()
    {
        lock (_lock)
        {
            HashSet<string> names = [.. _mailboxes.Keys, .. _tokens.Keys];
            foreach (StoredBlock block in _blocks) names.UnionWith([block.Blocker, block.Blocked]);
            foreach (var key in _taken.Keys) names.UnionWith([key.Sender, key.Recipient]);
            return new((IReadOnlyList<string>)[.. names]);
        }
    }

    public ValueTask<bool> RemoveUserAsync(string user)
    {
        lock (_lock)
        {
            if (_mailboxes.Remove(user, out SortedDictionary<long, StoredMessage>? mailbox)) _size -= mailbox.Values.Sum(Size);
            _blocks.RemoveWhere(block => block.Blocker == user || block.Blocked == user);
            _refused.RemoveWhere(pair => pair.Recipient == user || pair.Sender == user);
            _tokens.Remove(user);
            foreach (var key in _taken.Keys.Where(key => key.Sender == user || key.Recipient == user).ToArray()) _taken.Remove(key);
        }
        return new(true);
    }

    public ValueTask DisposeAsync() => default;

    private void Note(StoredTaken taken)
    {
        var key = (taken.Sender, taken.Instance, taken.Recipient);
        _taken[key] = Math.Max(taken.N, _taken.GetValueOrDefault(key));
    }

    private static long Size(StoredMessage message) => Overhead + 2L * (message.Text.Length + message.From.Length);
}
