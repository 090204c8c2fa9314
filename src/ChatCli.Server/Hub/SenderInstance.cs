using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// One client process as a sender: by its counters a message that it sends again is known. Used by the handlers of the one
/// connection that the process has.
/// </summary>
internal sealed class SenderInstance
{
    private readonly Dictionary<string, TakenCounter> _counters = new(StringComparer.Ordinal);
    private long _last;

    public SenderInstance(string user, string id, IEnumerable<StoredTaken> taken)
    {
        (User, Id) = (user, id);
        foreach (StoredTaken one in taken)
        {
            _counters[one.Recipient] = new TakenCounter(user, id, one.Recipient) { Taken = one.N, Stored = one.N };
            _last = Math.Max(_last, one.N);
        }
    }

    public string User { get; }

    /// <summary>The process, as its hello named it.</summary>
    public string Id { get; }

    /// <summary>Of each recipient that it has sent to. While no connection uses it.</summary>
    public IEnumerable<TakenCounter> Counters => _counters.Values;

    /// <summary>A message is being handled: whether its number is new, to whomever it goes, and so given by the person just now.</summary>
    public bool TryAdvance(long n)
    {
        if (n <= _last) return false;
        _last = n;
        return true;
    }

    /// <summary>The counter of the messages to a recipient.</summary>
    public TakenCounter CounterFor(string recipient)
    {
        if (_counters.TryGetValue(recipient, out TakenCounter? counter)) return counter;
        return _counters[recipient] = new TakenCounter(User, Id, recipient);
    }
}
