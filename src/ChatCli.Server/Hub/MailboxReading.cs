using ChatCli.Server.Outbound;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>What came of putting a page of stored messages on a connection.</summary>
internal enum PageOutcome
{
    /// <summary>There may be more to read now.</summary>
    More,

    /// <summary>Nothing is left to read: every message of the page's moment is on the connection.</summary>
    Empty,

    /// <summary>The connection has no room or has ended, or the store cannot be read now.</summary>
    Stopped,
}

/// <summary>
/// How far a connection was given what is stored, and which stored messages it must not be given: those that went straight to it and were
/// stored afterwards, and those that its user's client has acknowledged. Used under the lock of its <see cref="Mailbox"/>.
/// </summary>
/// <remarks>
/// The position grows by reading alone. Where this server's own messages were stored does not move it, because another server's may stand
/// between them; they are known by sender, instance and number when they are read back.
/// </remarks>
/// <param name="time">The server's clock.</param>
/// <param name="retry">Called without the lock a while after the store could not be read.</param>
internal sealed class MailboxReading(TimeProvider time, Action retry)
{
    /// <summary>After a failure of the store to read it is tried again at the next chance, and after this time at the latest.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>A message stays here until it can be in no page any more: until it was removed, or its connection has ended.</summary>
    private Dictionary<(string From, string Instance, long N), MailboxAdd>? _given;

    /// <summary>Those of them that were removed after the page under way was asked for, which may hold them.</summary>
    private List<MailboxAdd>? _removed;

    private TaskCompletionSource? _underWay;
    private ITimer? _timer;
    private long _position;

    /// <summary>Completes when the reading that is under way has ended; null when none is.</summary>
    public Task? UnderWay => _underWay?.Task;

    /// <summary>Begins to read; there MUST NOT be another reading under way.</summary>
    public void Begin() => _underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the reading. The page under way, if any, is done with.</summary>
    public void End()
    {
        _underWay!.SetResult();
        _underWay = null;
        DropRemoved();
    }

    /// <summary>The position after which the next page begins. The page MUST be asked for after this.</summary>
    public long NextPage()
    {
        DropRemoved();
        return _position;
    }

    /// <summary>Puts the page that begins after a position on the connection, as far as there is room; null rows cannot be read.</summary>
    public PageOutcome Put(IReadOnlyList<StoredMessage>? rows, long after, OutboundQueue? outbound, MailboxWindow window)
    {
        if (outbound is null) return PageOutcome.Stopped;
        // Another connection came meanwhile, which begins elsewhere.
        if (after != _position) return PageOutcome.More;
        if (rows is null)
        {
            // What cannot be read must not be overtaken.
            StartTimer();
            return PageOutcome.Stopped;
        }
        foreach (StoredMessage row in rows)
        {
            if (_given is null || !_given.ContainsKey(Identity(row)))
            {
                if (window.IsFull || !outbound.TryEnqueue(Mailbox.Write(row).Span)) return PageOutcome.Stopped;
                window.Add(row);
            }
            _position = row.Position;
        }
        return rows.Count > 0 ? PageOutcome.More : PageOutcome.Empty;
    }

    /// <summary>A message that the connection has is being stored.</summary>
    public void AddGiven(MailboxAdd add) => (_given ??= [])[Identity(add.Message)] = add;

    /// <summary>A message was refused: no page holds it.</summary>
    public void DropGiven(MailboxAdd add)
    {
        if (_given is null || !_given.TryGetValue(Identity(add.Message), out MailboxAdd? given) || given != add) return;
        _given.Remove(Identity(add.Message));
        if (_given.Count == 0) _given = null;
    }

    /// <summary>A message is being removed: no page holds it that is asked for from here on.</summary>
    public void RemoveGiven(MailboxAdd add)
    {
        if (_underWay is null) DropGiven(add);
        else (_removed ??= []).Add(add);
    }

    /// <summary>
    /// The connection has ended, and the next one begins with the oldest message. What was not acknowledged is read again; what was, and could
    /// not be removed yet, is not.
    /// </summary>
    public void Restart()
    {
        _position = 0;
        if (_given is null) return;
        foreach (((string, string, long) identity, MailboxAdd add) in _given)
        {
            if (!add.IsAcknowledged) _given.Remove(identity);
        }
        if (_given.Count == 0) _given = null;
    }

    private void StartTimer()
    {
        _timer ??= time.CreateTimer(static retry => ((Action)retry!)(), retry, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Retry, Timeout.InfiniteTimeSpan);
    }

    private void DropRemoved()
    {
        if (_removed is null) return;
        foreach (MailboxAdd add in _removed) DropGiven(add);
        _removed = null;
    }

    private static (string From, string Instance, long N) Identity(StoredMessage message) => (message.From, message.Instance, message.N);
}
