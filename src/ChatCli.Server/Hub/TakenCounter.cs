using ChatCli.Server.Rules;

namespace ChatCli.Server.Hub;

/// <summary>
/// How far the messages of one client process to one recipient have come. Read and changed under the recipient's mailbox lock.
/// </summary>
internal sealed class TakenCounter(string sender, string instance, string recipient)
{
    /// <summary>As many as a client keeps; who sends more than that against refusals has no claim to their order.</summary>
    private const int MaxRefused = 1000;

    /// <summary>What was refused for now and did not arrive all the same; null: nothing was.</summary>
    private SortedSet<long>? _refused;

    /// <summary>Why.</summary>
    private Refusal? _reason;

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

    /// <summary>Whether something taken is neither in the store nor delivered.</summary>
    public bool IsOpen => Taken > Math.Max(Stored, Delivered);

    /// <summary>Whether <see cref="TakenJournal"/> is to write it.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// Why a number must be refused because an earlier one was, until that comes again; and that too while the outcome of later
    /// ones is open, which would be refused after it had passed. Null: it need not be.
    /// </summary>
    public Refusal? MustRefuse(long n)
    {
        if (_refused is null || (Adding == 0 && !(_refused.Count > 0 && n > _refused.Min))) return null;
        Keep(n);
        return _reason;
    }

    /// <summary>A number that was not taken is refused for now.</summary>
    public void Refuse(long n, Refusal reason)
    {
        _reason = reason;
        Keep(n);
    }

    /// <summary>The first of the refused numbers has come again: true when there was one.</summary>
    public bool EndRefusal()
    {
        bool wasRefused = _refused is not null;
        _refused = null;
        return wasRefused;
    }

    /// <summary>A number that was taken could not be stored; false when it has arrived all the same, and nothing is to be done.</summary>
    public bool TryRefuse(long n)
    {
        if (n <= Delivered) return false;
        Taken = Math.Min(Taken, n - 1);
        Refuse(n, Refusal.NotStored);
        return true;
    }

    /// <summary>The recipient's client has acknowledged a number: its sender will not send it again, refused or not.</summary>
    public void Deliver(long n)
    {
        Delivered = Math.Max(Delivered, n);
        Taken = Math.Max(Taken, n);
        _refused?.RemoveWhere(refused => refused <= n);
    }

    private void Keep(long n)
    {
        _refused ??= [];
        if (_refused.Count < MaxRefused) _refused.Add(n);
    }
}
