namespace ChatCli.Server.Storage;

/// <summary>A message that waits for its recipient.</summary>
/// <param name="Sequence">Grows with each message that the store takes; 0 before it is stored.</param>
/// <param name="From">The sender.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
internal sealed record StoredMessage(long Sequence, string From, string Text, long Time);

/// <summary>That one user has blocked another.</summary>
internal sealed record StoredBlock(string Blocker, string Blocked);

/// <summary>What is remembered beyond a connection: waiting messages and blocks.</summary>
/// <remarks>
/// Callers rely on this; the specification test holds every implementation to it:
/// 1. A call MUST NOT block: it may be made on a poll thread and under a mailbox's lock. The work is done when the task completes.
/// 2. Calls take effect in the order in which they were made.
/// 3. A failure of the medium is a value, not an exception: false, and then nothing was changed; a list that ends before what cannot
///    be read. Only <see cref="ListBlocksAsync"/> throws: a server that does not know who is blocked must not start.
/// </remarks>
internal interface IChatStore : IAsyncDisposable
{
    /// <summary>Adds a message to the end of a mailbox; false when it could not be kept.</summary>
    ValueTask<bool> AddMessageAsync(string recipient, StoredMessage message);

    /// <summary>The oldest messages of a mailbox after a sequence number, in order, at most <paramref name="count"/>.</summary>
    ValueTask<IReadOnlyList<StoredMessage>> ListMessagesAsync(string recipient, long after, int count);

    /// <summary>Removes the messages of a mailbox up to and including a sequence number.</summary>
    ValueTask RemoveMessagesAsync(string recipient, long upTo);

    /// <summary>All blocks there are; a <see cref="StoreException"/> where they cannot be read.</summary>
    ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync();

    /// <summary>Remembers a block; adding one twice is no error.</summary>
    ValueTask<bool> AddBlockAsync(StoredBlock block);

    /// <summary>Forgets a block; removing one that is not there is no error.</summary>
    ValueTask<bool> RemoveBlockAsync(StoredBlock block);

    /// <summary>Forgets everything of a user: the mailbox, and the blocks by and of it.</summary>
    ValueTask RemoveUserAsync(string user);
}
