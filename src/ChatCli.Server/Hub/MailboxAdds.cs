using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// What a mailbox has given to the store, as long as the answer is open; the answer goes to the sender. Used under the lock of the mailbox.
/// </summary>
internal sealed class MailboxAdds(string owner, IChatStore store, SenderNotices notices)
{
    private int _open;

    /// <summary>How many were ever begun.</summary>
    public long Begun { get; private set; }

    /// <summary>Whether the store has answered all of them.</summary>
    public bool AreAnswered => _open == 0;

    /// <summary>Gives a message to the store, which may answer before this returns.</summary>
    public void Begin(MailboxAdd add)
    {
        Begun++;
        _open++;
        add.Counter.Adding++;
        store.AddMessage(owner, add.Message, add);
    }

    /// <summary>The store has answered: where it has put the message, 0 when it was refused.</summary>
    public void End(MailboxAdd add, long position)
    {
        _open--;
        add.Counter.Adding--;
        add.Position = position;
        if (position > 0)
        {
            add.Counter.Stored = Math.Max(add.Counter.Stored, add.Message.N);
            notices.Stored(add.Message);
        }
        else if (add.Counter.TryRefuse(add.Message.N))
        {
            notices.NotStored(add.Message);
        }
    }
}
