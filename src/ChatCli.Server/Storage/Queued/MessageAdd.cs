namespace ChatCli.Server.Storage.Queued;

/// <summary>
/// A message on its way into a mailbox. Once one was refused, the later ones of its sender to its recipient are refused too, so
/// that they do not overtake it when it comes again. Used by the writer's thread, after it has left the queue.
/// </summary>
/// <param name="recipient">Whose mailbox.</param>
/// <param name="message">The message.</param>
/// <param name="observer">Is told the outcome.</param>
/// <param name="refused">The pairs of recipient and sender that are refused.</param>
/// <param name="addedAt">In seconds since 1970-01-01 UTC.</param>
internal sealed class MessageAdd(
    string recipient, StoredMessage message, IAddObserver observer, HashSet<(string Recipient, string Sender)> refused, long addedAt)
    : IStoreOperation
{
    private bool _isRefused;

    public string Recipient => recipient;

    public StoredMessage Message { get; private set; } = message;

    /// <summary>When it was given to the store, in seconds since 1970-01-01 UTC.</summary>
    public long AddedAt => addedAt;

    /// <summary>Where the database has put it; set before the transaction has ended.</summary>
    public long Position { get; set; }

    public int Size => QueuedStore.Overhead + (2 * Message.Text.Length);

    public bool IsChange => true;

    public bool IsAtomic => true;

    /// <summary>The queue is full: only the refusal takes its turn, behind what was added before.</summary>
    public void GiveUp() => (Message, _isRefused) = (Message with { Text = "" }, true);

    public int Run(IStoreDatabase database)
    {
        Position = 0;
        if (_isRefused || refused.Contains((recipient, Message.From))) return 0;
        database.AddMessage(this);
        return 1;
    }

    public void Complete(bool isDone)
    {
        if (isDone && Position > 0)
        {
            observer.Stored(Position);
            return;
        }
        refused.Add((recipient, Message.From));
        observer.Refused();
    }
}
