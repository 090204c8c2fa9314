using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>A message that a mailbox has given to the store, and what became of it. Read and changed under the mailbox's lock.</summary>
internal sealed class MailboxAdd(Mailbox mailbox, StoredMessage message, TakenCounter counter) : IAddObserver
{
    public StoredMessage Message => message;

    public TakenCounter Counter => counter;

    /// <summary>Where the store has put it; 0 while that is not known, and when it was refused.</summary>
    public long Position { get; set; }

    /// <summary>Whether the recipient's client has acknowledged it, so that it is to be removed as soon as its position is known.</summary>
    public bool IsAcknowledged { get; set; }

    void IAddObserver.Stored(long position) => mailbox.Answered(this, position);

    void IAddObserver.Refused() => mailbox.Answered(this, position: 0);
}
