namespace ChatCli.Server.Hub;

/// <summary>
/// How far the messages of one client process to one recipient have come. Read and changed under the recipient's mailbox lock.
/// </summary>
internal sealed class TakenCounter(string sender, string instance, string recipient)
{
    /// <summary>So many refused numbers are kept, the lowest: more than an honest client has in its outbox.</summary>
    private const int MaxRefused = 2000;

    private SortedSet<long>? _refused;

    public string Sender => sender;

    public string Instance => instance;

    public string Recipient => recipient;

    /// <summary>The highest number taken; a request at or below it is sent again.</summary>
    public long Taken { get; set; }

    /// <summary>The highest number known to be in the store or beyond it.</summary>
    public long Stored { get; set; }

    /// <summary>The highest number that the recipient's client has acknowledged.</summary>
    public long Delivered { get; private set; }

    /// <summary>How many of its messages are on their way to the store.</summary>
    public int Adding { get; set; }

    /// <summary>
    /// Whether a message was refused for now, and the store refuses those after it until it is told otherwise:
    /// see <see cref="Storage.IChatStore.AllowAdds"/>.
    /// </summary>
    public bool IsRefusing { get; private set; }

    /// <summary>Whether <see cref="TakenJournal"/> is to write it.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// Whether a number may be taken now: none before it may still come again. What was delivered after all, while the store
    /// refused it, never comes again.
    /// </summary>
    public bool Admits(long n)
    {
        if (!IsRefusing) return true;
        return _refused is { Count: > 0 } ? n <= _refused.Min : Adding == 0;
    }

    /// <summary>The sender is told that a number was not stored, and sends it again; false when it was delivered already.</summary>
    public bool Refuse(long n)
    {
        IsRefusing = true;
        if (n <= Delivered) return false;
        _refused ??= [];
        if (_refused.Count < MaxRefused) _refused.Add(n);
        Taken = Math.Min(Taken, n - 1);
        return true;
    }

    /// <summary>What was refused comes again, in order.</summary>
    public void Allow()
    {
        IsRefusing = false;
        _refused = null;
    }

    /// <summary>The recipient's client has acknowledged a number and all before it.</summary>
    public void Deliver(long n)
    {
        Delivered = Math.Max(Delivered, n);
        Taken = Math.Max(Taken, Delivered);
        while (_refused is { Count: > 0 } && _refused.Min <= Delivered) _refused.Remove(_refused.Min);
    }
}
