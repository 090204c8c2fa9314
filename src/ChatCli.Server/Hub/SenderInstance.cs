using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// One client process as a sender: by its counters a message that it sends again is known. Used by the handlers of the one
/// connection that the process has.
/// </summary>
internal sealed class SenderInstance
{
    private readonly Dictionary<string, TakenCounter> _counters = new(StringComparer.Ordinal);

    public SenderInstance(string user, string id, IEnumerable<StoredTaken> taken)
    {
        (User, Id) = (user, id);
        foreach (StoredTaken one in taken)
            _counters[one.Recipient] = new TakenCounter(user, id, one.Recipient) { Taken = one.N, Stored = one.N };
    }

    public string User { get; }

    /// <summary>The process, as its hello named it.</summary>
    public string Id { get; }

    /// <summary>The counter of the messages to a recipient.</summary>
    public TakenCounter CounterFor(string recipient)
    {
        if (_counters.TryGetValue(recipient, out TakenCounter? counter)) return counter;
        return _counters[recipient] = new TakenCounter(User, Id, recipient);
    }
}
