using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>
/// Counts the message events of one connection, from its first, and acknowledges them: many by one, and only what was written
/// down before. Used by the client's loop alone.
/// </summary>
/// <param name="save">Writes down what was shown.</param>
/// <param name="send">Sends the acknowledgement of so many events.</param>
/// <param name="after">Runs a step after a time.</param>
internal sealed class Acknowledgements(Action save, Action<long> send, Action<TimeSpan, Action> after)
{
    /// <summary>The most events that are not acknowledged at once.</summary>
    public const int Most = 64;

    private long _counted;
    private long _acknowledged;
    private bool _isTimed;
    private bool _isClosed;

    /// <summary>An event was dealt with: shown, or not to be shown.</summary>
    public void Count()
    {
        _counted++;
        if (_counted - _acknowledged >= Most)
        {
            Flush();
            return;
        }
        if (_isTimed) return;
        _isTimed = true;
        after(Limits.AckTime, () =>
        {
            _isTimed = false;
            Flush();
        });
    }

    /// <summary>Acknowledges all that was counted.</summary>
    public void Flush()
    {
        if (_isClosed || _counted == _acknowledged) return;
        _acknowledged = _counted;
        // In this order: what is acknowledged never comes again, so it must be known by then what was shown.
        save();
        send(_counted);
    }

    /// <summary>The connection has ended: what was shown is written down, and comes again.</summary>
    public void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        save();
    }
}
