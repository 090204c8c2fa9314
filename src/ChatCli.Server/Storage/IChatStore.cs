namespace ChatCli.Server.Storage;

/// <summary>A message that waits for its recipient.</summary>
/// <param name="Position">Its place in the mailbox, which the store gives it; 0 before it is stored.</param>
/// <param name="From">The sender.</param>
/// <param name="Instance">The sender's client process.</param>
/// <param name="N">The message's number there.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
internal sealed record StoredMessage(long Position, string From, string Instance, long N, string Text, long Time);

/// <summary>Up to which of its messages to one recipient a client process was taken at its word.</summary>
internal sealed record StoredTaken(string Sender, string Instance, string Recipient, long N);

/// <summary>That one user has blocked another.</summary>
internal sealed record StoredBlock(string Blocker, string Blocked);

/// <summary>What lets a client process take its user's session over.</summary>
/// <param name="User">The account.</param>
/// <param name="Instance">The client process.</param>
/// <param name="Hash">SHA-256 of the token, hexadecimal.</param>
/// <param name="Previous">The same of the token before, which counts until the new one was used: its client may not have got it.</param>
/// <param name="IsOnline">Whether the user has not been logged out.</param>
internal sealed record StoredToken(string User, string Instance, string Hash, string Previous, bool IsOnline);

/// <summary>
/// Is told, once, what became of a message that was given to the store. What it does MUST NOT block: the store's writer calls it.
/// </summary>
internal interface IAddObserver
{
    /// <summary>The message is stored for good, at this position of the mailbox.</summary>
    void Stored(long position);

    /// <summary>The message was refused.</summary>
    void Refused();
}

/// <summary>What is remembered beyond a connection: waiting messages, what was taken, blocks, tokens.</summary>
/// <remarks>
/// Callers rely on this; the specification test holds every implementation to it:
/// 1. A call MUST NOT block: it may be made on a poll thread and under a mailbox's lock. The work is done when the task completes.
/// 2. Calls take effect in the order in which they were made, and observers are told in that order.
/// 3. A failure of the medium is a value, not an exception: false, and then nothing was changed; null where what may be there
///    cannot be read; a list of what was taken that is empty. Only <see cref="ListBlocksAsync"/> and <see cref="ListTokensAsync"/> throw: a server that does not know who is blocked
///    must not start.
/// 4. When a message was refused, every later one of its sender to its recipient is refused too, until <see cref="AllowAdds"/>.
/// 5. Other servers may write to the same store: rows of theirs may stand between any two. A message that can be listed later than another
///    one of its mailbox has a higher position, whoever wrote it, and no position is used twice.
/// </remarks>
internal interface IChatStore : IAsyncDisposable
{
    /// <summary>
    /// Adds a message to the end of a mailbox and notes it as taken, both or neither. The observer is told the outcome, and the position, from
    /// any thread or before this returns.
    /// </summary>
    void AddMessage(string recipient, StoredMessage message, IAddObserver observer);

    /// <summary>Ends what a refusal began: the sender's messages to the recipient are taken again.</summary>
    void AllowAdds(string recipient, string sender);

    /// <summary>
    /// The oldest messages of a mailbox after a position, in order, at most <paramref name="count"/>; empty only when there are none,
    /// null when the next one cannot be read now.
    /// </summary>
    ValueTask<IReadOnlyList<StoredMessage>?> ListMessagesAsync(string recipient, long after, int count);

    /// <summary>Removes the messages of a mailbox that have these positions, and no other; one that is not there is no error.</summary>
    ValueTask RemoveMessagesAsync(string recipient, IReadOnlyList<long> positions);

    /// <summary>What was taken of a client process.</summary>
    ValueTask<IReadOnlyList<StoredTaken>> ListTakenAsync(string sender, string instance);

    /// <summary>Notes what was taken without being stored. The higher number stays.</summary>
    ValueTask NoteTakenAsync(IReadOnlyList<StoredTaken> taken);

    /// <summary>All blocks there are; a <see cref="StoreException"/> where they cannot be read.</summary>
    ValueTask<IReadOnlyList<StoredBlock>> ListBlocksAsync();

    /// <summary>Remembers a block; adding one twice is no error.</summary>
    ValueTask<bool> AddBlockAsync(StoredBlock block);

    /// <summary>Forgets a block; removing one that is not there is no error.</summary>
    ValueTask<bool> RemoveBlockAsync(StoredBlock block);

    /// <summary>All tokens there are, at most one for each user.</summary>
    ValueTask<IReadOnlyList<StoredToken>> ListTokensAsync();

    /// <summary>Remembers the token of a user instead of any before.</summary>
    ValueTask<bool> SetTokenAsync(StoredToken token);

    /// <summary>Forgets the token of a user; none is no error.</summary>
    ValueTask<bool> RemoveTokenAsync(string user);

    /// <summary>Everybody of whom there is anything, in no order; null where that cannot be read.</summary>
    ValueTask<IReadOnlyList<string>?> ListUsersAsync();

    /// <summary>Forgets everything of a user: the mailbox, what was taken, blocks by and of it, the token.</summary>
    ValueTask<bool> RemoveUserAsync(string user);
}
