namespace ChatCli.Server.Storage.Queued;

/// <summary>
/// A database as <see cref="QueuedStore"/> uses it: from one thread, each call waiting for its result. All state is the database's; the
/// queue, the groups and the refusals are not its business.
/// </summary>
/// <remarks>
/// An implementation keeps to this:
/// 1. It throws whatever it likes; <see cref="Classify"/> says what an exception means.
/// 2. Between <see cref="Begin"/> and <see cref="Commit"/> everything is kept, or after <see cref="Rollback"/> nothing. Outside of them each
///    statement stands alone.
/// 3. What <see cref="AddMessage"/> and <see cref="NoteTaken"/> were given may be written as late as in <see cref="Commit"/>, many in one
///    statement, but before anything else of the transaction that could see it.
/// </remarks>
internal interface IStoreDatabase : IDisposable
{
    /// <summary>What log lines call it.</summary>
    string Name { get; }

    void Begin();

    /// <summary>Keeps what was done since <see cref="Begin"/> for good.</summary>
    void Commit();

    /// <summary>Ends the transaction after a failure, if it has not ended already. It MUST NOT throw.</summary>
    void Rollback();

    /// <summary>What a failure means; null where the exception is none of the database's, but a bug.</summary>
    DatabaseFailure? Classify(Exception error);

    /// <summary>Adds a message to the end of its mailbox, sets its position, and notes it as taken.</summary>
    void AddMessage(MessageAdd add);

    /// <summary>The oldest messages of a mailbox after a position, in order, without those that damage has made unreadable.</summary>
    IReadOnlyList<StoredMessage> ListMessages(string recipient, long after, int count);

    /// <summary>Removes the messages of a mailbox that have these positions, but for those that damage has made unreachable.</summary>
    void RemoveMessages(string recipient, IReadOnlyList<long> positions);

    /// <summary>Notes what was taken; <paramref name="now"/> in seconds since 1970-01-01 UTC. The higher number stays.</summary>
    void NoteTaken(StoredTaken taken, long now);

    IReadOnlyList<StoredTaken> ListTaken(string sender, string instance);

    /// <summary>Forgets what was not noted since a time, in seconds since 1970-01-01 UTC.</summary>
    void RemoveTakenBefore(long time);

    void AddBlock(StoredBlock block);

    IReadOnlyList<StoredBlock> ListBlocks();

    void RemoveBlock(StoredBlock block);

    void SetToken(StoredToken token);

    IReadOnlyList<StoredToken> ListTokens();

    void RemoveToken(string user);

    /// <summary>All names that <see cref="RemoveUser"/> is about.</summary>
    IReadOnlyList<string> ListUsers();

    void RemoveUser(string user);
}
