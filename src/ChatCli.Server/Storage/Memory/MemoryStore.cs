namespace ChatCli.Server.Storage.Memory;

/// <summary>Remembers as long as the process runs, within a bound.</summary>
/// <param name="limit">How many bytes the waiting messages may take together, about.</param>
internal sealed class MemoryStore(long limit = MemoryStore.DefaultLimit) : IChatStore
{
    public const long DefaultLimit = 256 * 1024 * 1024;

    /// <summary>What a message takes beside its text: the objects and their place in the queue.</summary>
    private const int Overhead = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<StoredMessage>> _mailboxes = [];
    private readonly HashSet<StoredBlock> _blocks = [];
    private long _sequence;
    private long _size;

    public ValueTask<bool> AddMessageAsync(string recipient, StoredMessage message)
    {
        lock (_gate)
        {
            if (_size + Size(message) > limit) return new(false);
            if (!_mailboxes.TryGetValue(recipient, out Queue<StoredMessage>? mailbox)) _mailboxes[recipient] = mailbox = [];
            mailbox.Enqueue(message with { Sequence = ++_sequence });
            _size += Size(message);
            return new(true);
        }
    }

    public ValueTask<IReadOnlyList<StoredMessage>> ListMessagesAsync(string recipient, long after, int count)
    {
        lock (_gate)
        {
            if (!_mailboxes.TryGetValue(recipient, out Queue<StoredMessage>? mailbox)) return new([]);
            return new([.. mailbox.SkipWhile(message => message.Sequence <= after).Take(count)]);
        }
    }

    public ValueTask RemoveMessagesAsync(string recipient, long upTo)
    {
        lock (_gate)
        {
            if (!_mailboxes.TryGetValue(recipient, out Queue<StoredMessage>? mailbox)) return default;
            while (mailbox.TryPeek(out StoredMessage? oldest) && oldest.Sequence <= upTo) _size -= Size(mailbox.Dequeue());
            if (mailbox.Count == 0) _mailboxes.Remove(recipient);
            return default;
        }
    }

    public ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync()
    {
        lock (_gate) return new([.. _blocks]);
    }

    public ValueTask<bool> AddBlockAsync(StoredBlock block)
    {
        lock (_gate) _blocks.Add(block);
        return new(true);
    }

    public ValueTask<bool> RemoveBlockAsync(StoredBlock block)
    {
        lock (_gate) _blocks.Remove(block);
        return new(true);
    }

    public ValueTask RemoveUserAsync(string user)
    {
        lock (_gate)
        {
            if (_mailboxes.Remove(user, out Queue<StoredMessage>? mailbox)) _size -= mailbox.Sum(Size);
            _blocks.RemoveWhere(block => block.Blocker == user || block.Blocked == user);
            return default;
        }
    }

    public ValueTask DisposeAsync() => default;

    private static long Size(StoredMessage message) => Overhead + 2L * (message.Text.Length + message.From.Length);
}
