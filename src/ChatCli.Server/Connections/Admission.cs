using ChatCli.Protocol.Bytes;
using ChatCli.Server.Log;
using ChatCli.Server.Rules;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Connections;

/// <summary>
/// Decides who may be connected, from the accept on. Strangers, on whose connection nobody has logged in yet, are bounded; a further one takes the place of the
/// oldest one of the address that has most of them. So those who stay silent keep nobody out, from their own address for long or from
/// another one at all: a client logs in within a moment. May be called from any thread.
/// </summary>
/// <param name="maxConnections">How many connections there may be, strangers included.</param>
/// <param name="maxStrangers">How many strangers.</param>
/// <param name="log">The log.</param>
internal sealed class Admission(int maxConnections, int maxStrangers, ILogger log)
{
    private readonly Lock _gate = new();

    /// <summary>The strangers of each address, oldest first.</summary>
    private readonly Dictionary<ClientAddress, LinkedList<Visitor>> _strangers = [];

    private long _lastNumber;
    private int _strangerCount;
    private int _connectionCount;
    private bool _wasFull;

    /// <summary>How many connections there are, and on how many of them nobody has logged in.</summary>
    public (int Connections, int Strangers) Count
    {
        get
        {
            lock (_gate) return (_connectionCount, _strangerCount);
        }
    }

    /// <summary>Lets a new connection in as a stranger; null when all places are taken by users who are logged in, and then it is closed.</summary>
    public Visitor? Enter(IByteConnection connection)
    {
        Visitor? visitor = Enter(ClientAddress.Of(connection.RemoteEndPoint), connection.Close, out bool isNews);
        if (isNews) log.NoPlace(maxConnections);
        if (visitor is null) connection.Close();
        return visitor;
    }

    private Visitor? Enter(ClientAddress address, Action turnOut, out bool isNews)
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
            bool isFull = _connectionCount >= maxConnections;
            isNews = isFull && !_wasFull;
            _wasFull = isFull;
            if (isFull) return null;

            visitor = new Visitor(this, address, ++_lastNumber, turnOut);
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
    internal sealed class Visitor(Admission admission, ClientAddress address, long number, Action turnOut)
    {
        private Func<bool>? _isStranger;
        private volatile Action _turnOut = turnOut;

        public ClientAddress Address => address;

        /// <summary>Visitors are numbered as they come.</summary>
        public long Number => number;

        /// <summary>Among the strangers; null once it is none any more. Guarded by the admission's lock, as the next one.</summary>
        public LinkedListNode<Visitor>? Place { get; set; }

        public bool IsIn { get; set; }

        /// <summary>Whoever serves the connection from here on speaks for it. Until then it is a stranger's, and closed when another one takes its place.</summary>
        /// <param name="isStranger">Whether nobody has logged in yet; MUST answer at once and take no lock.</param>
        /// <param name="turnOut">Closes it at once, when another one takes its place; called outside of all locks.</param>
        public void Represent(Func<bool> isStranger, Action turnOut)
        {
            lock (admission._gate) (_isStranger, _turnOut) = (isStranger, turnOut);
        }

        /// <summary>Whether nobody has logged in yet. Under the admission's lock.</summary>
        public bool IsStranger() => _isStranger?.Invoke() ?? true;

        /// <summary>Another one has its place.</summary>
        public void TurnOut() => _turnOut();

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
