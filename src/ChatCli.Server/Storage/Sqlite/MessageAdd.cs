namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// A message on its way into a mailbox. Once one was refused, the later ones of its sender to its recipient are refused too, so
/// that they do not overtake it when it comes again. Used by the writer's thread, after it has left the queue.
/// </summary>
/// <param name="recipient">Whose mailbox.</param>
/// <param name="message">The message.</param>
/// <param name="observer">Is told the outcome.</param>
/// <param name="refused">The pairs of recipient and sender that are refused.</param>
/// <param name="now">In seconds since 1970-01-01 UTC.</param>
internal sealed class MessageAdd(
    string recipient, StoredMessage message, IAddObserver observer, HashSet<(string Recipient, string Sender)> refused, long now)
    : IStoreOperation
{
    private StoredMessage _message = message;
    private bool _isRefused;
    private long _position;

    public int Size => SqliteStore.Overhead + (2 * _message.Text.Length);

    public bool IsChange => true;

    public bool IsAtomic => true;

    /// <summary>The queue is full: only the refusal takes its turn, behind what was added before.</summary>
    public void GiveUp() => (_message, _isRefused) = (_message with { Text = "" }, true);

    public int Run(SqliteDatabase database)
    {
        _position = 0;
        if (_isRefused || refused.Contains((recipient, _message.From))) return 0;
        _position = database.AddMessage(recipient, _message);
        database.NoteTaken(new StoredTaken(_message.From, _message.Instance, recipient, _message.N), now);
        return 1;
    }

    public void Complete(bool isDone)
    {
        if (isDone && _position > 0)
        {
            observer.Stored(_position);
            return;
        }
        refused.Add((recipient, _message.From));
        observer.Refused();
    }
}
