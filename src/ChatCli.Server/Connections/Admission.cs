namespace ChatCli.Server.Connections;

/// <summary>
/// Decides who may be connected. Strangers, on whose connection nobody has logged in yet, are bounded; a further one takes the place of the
/// oldest one of the address that has most of them. So those who stay silent keep nobody out, from their own address for long or from
/// another one at all: a client logs in within a moment. May be called from any thread.
/// </summary>
/// <param name="maxConnections">How many connections there may be, strangers included.</param>
/// <param name="maxStrangers">How many strangers.</param>
internal sealed class Admission(int maxConnections, int maxStrangers)
{
    private readonly Lock _gate = new();

    /// <summary>The strangers of each address, oldest first.</summary>
    private readonly Dictionary<ClientAddress, LinkedList<Visitor>> _strangers = [];

    private long _lastNumber;
    private int _strangerCount;
    private int _connectionCount;

    /// <summary>Lets a connection in as a stranger; null when all places are taken by users who are logged in.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="isStranger">Whether nobody has logged in yet; MUST answer at once and take no lock.</param>
    /// <param name="turnOut">Closes it at once, when another one takes its place; called outside of all locks.</param>
    public Visitor? Enter(ClientAddress address, Func<bool> isStranger, Action turnOut)
    {
        Visitor? replaced = null;
        Visitor visitor;
        lock (_gate)
        {
            while ((_strangerCount >= maxStrangers || _connectionCount >= maxConnections) && FindOldest() is { } oldest)
            {
                if (oldest.IsStranger()) Remove(replaced = oldest);
                // Logged in, and its connection is about to say so.
                else RemoveStranger(oldest);
            }
            if (_connectionCount >= maxConnections) return null;

            visitor = new Visitor(this, address, ++_lastNumber, isStranger, turnOut);
            Add(visitor);
        }
        replaced?.TurnOut();
        return visitor;
    }

    /// <summary>The oldest stranger of the address with most of them.</summary>
    private Visitor? FindOldest()
    {
        LinkedList<Visitor>? most = null;
        foreach (LinkedList<Visitor> strangers in _strangers.Values)
        {
            if (most is null || strangers.Count > most.Count
                || (strangers.Count == most.Count && strangers.First!.Value.Number < most.First!.Value.Number)) most = strangers;
        }
        return most?.First!.Value;
    }

    private void Add(Visitor visitor)
    {
        if (!_strangers.TryGetValue(visitor.Address, out LinkedList<Visitor>? strangers)) _strangers[visitor.Address] = strangers = [];
        visitor.Place = strangers.AddLast(visitor);
        visitor.IsIn = true;
        _strangerCount++;
        _connectionCount++;
    }

    private void Remove(Visitor visitor)
    {
        if (!visitor.IsIn) return;
        visitor.IsIn = false;
        _connectionCount--;
        RemoveStranger(visitor);
    }

    private void RemoveStranger(Visitor visitor)
    {
        if (visitor.Place is not { } place) return;
        visitor.Place = null;
        _strangerCount--;
        LinkedList<Visitor> strangers = place.List!;
        strangers.Remove(place);
        if (strangers.Count == 0) _strangers.Remove(visitor.Address);
    }

    /// <summary>One connection that was let in.</summary>
    internal sealed class Visitor(Admission admission, ClientAddress address, long number, Func<bool> isStranger, Action turnOut)
    {
        public ClientAddress Address => address;

        /// <summary>Visitors are numbered as they come.</summary>
        public long Number => number;

        public Func<bool> IsStranger => isStranger;

        public Action TurnOut => turnOut;

        /// <summary>Among the strangers; null once it is none any more. Guarded by the admission's lock, as the next one.</summary>
        public LinkedListNode<Visitor>? Place { get; set; }

        public bool IsIn { get; set; }

        /// <summary>Somebody has logged in: no stranger any more.</summary>
        public void LogIn()
        {
            lock (admission._gate) admission.RemoveStranger(this);
        }

        /// <summary>The connection has ended.</summary>
        public void Leave()
        {
            lock (admission._gate) admission.Remove(this);
        }
    }
}
