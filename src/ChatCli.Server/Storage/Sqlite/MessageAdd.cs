namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// A message on its way into a mailbox. Once one was refused, the later ones of its sender to its recipient are refused too, so
/// that they do not overtake it when it comes again. Used by the writer's thread.
/// </summary>
/// <param name="recipient">Whose mailbox.</param>
/// <param name="message">With its sequence number.</param>
/// <param name="observer">Is told the outcome.</param>
/// <param name="refused">The pairs of recipient and sender that are refused.</param>
/// <param name="now">In seconds since 1970-01-01 UTC.</param>
/// <param name="hasRoom">False: the queue was full, and the text was not kept.</param>
internal sealed class MessageAdd(
    string recipient, StoredMessage message, IAddObserver observer, HashSet<(string Recipient, string Sender)> refused, long now, bool hasRoom)
    : IStoreOperation
{
    private bool _wasDone;

    public int Size => hasRoom ? SqliteStore.Overhead + (2 * message.Text.Length) : SqliteStore.Overhead;

    public bool IsChange => true;

    public bool IsAtomic => true;

    public int Run(SqliteDatabase database)
    {
        _wasDone = hasRoom && !refused.Contains((recipient, message.From));
        if (!_wasDone) return 0;
        database.AddMessage(recipient, message);
        database.NoteTaken(new StoredTaken(message.From, message.Instance, recipient, message.N), now);
        return 1;
    }

    public void Complete(bool isDone)
    {
        bool isStored = isDone && _wasDone;
        if (!isStored) refused.Add((recipient, message.From));
        observer.Added(message, isStored);
    }
}
