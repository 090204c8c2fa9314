namespace ChatCli.Server.Hub;

/// <summary>
/// How far the messages of one client process to one recipient have come. Read and changed under the recipient's mailbox lock.
/// </summary>
internal sealed class TakenCounter(string sender, string instance, string recipient)
{
    public string Sender => sender;

    public string Instance => instance;

    public string Recipient => recipient;

    /// <summary>The highest number taken; a request at or below it is sent again.</summary>
    public long Taken { get; set; }

    /// <summary>The highest number known to be in the store or beyond it.</summary>
    public long Stored { get; set; }

    /// <summary>The highest number that the recipient's client has acknowledged.</summary>
    public long Delivered { get; set; }

    /// <summary>The number that was refused for now: until it comes again, every later one is refused likewise. 0: none.</summary>
    public long RefusedFrom { get; set; }

    /// <summary>Whether <see cref="TakenJournal"/> is to write it.</summary>
    public bool IsDirty { get; set; }
}
