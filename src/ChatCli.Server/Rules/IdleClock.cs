namespace ChatCli.Server.Rules;

/// <summary>Measures how long a user has given no command. One timer for each user; a command costs no timer call.</summary>
internal sealed class IdleClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly Action _expired;
    private readonly ITimer _timer;
    private long _lastCommand;

    /// <param name="time">The clock.</param>
    /// <param name="timeout">How long without a command; zero or less never expires.</param>
    /// <param name="expired">Called once, from a timer thread.</param>
    /// <param name="lastCommand">When the last command was given, as a timestamp of the clock; null: now.</param>
    public IdleClock(TimeProvider time, TimeSpan timeout, Action expired, long? lastCommand = null)
    {
        _time = time;
        _timeout = timeout;
        _expired = expired;
        _lastCommand = lastCommand ?? time.GetTimestamp();
        _timer = time.CreateTimer(static clock => ((IdleClock)clock!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (timeout <= TimeSpan.Zero) return;
        TimeSpan left = timeout - time.GetElapsedTime(_lastCommand);
        _timer.Change(ServerOptions.ForTimer(left > TimeSpan.Zero ? left : TimeSpan.Zero), Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the last command came, as a timestamp of the clock.</summary>
    public long LastCommand => Volatile.Read(ref _lastCommand);

    /// <summary>A valid command came.</summary>
    public void Restart() => Volatile.Write(ref _lastCommand, _time.GetTimestamp());

    /// <summary>No longer measures; an expiry under way may still be reported.</summary>
    public void Stop() => _timer.Dispose();

    private void Check()
    {
        TimeSpan left = _timeout - _time.GetElapsedTime(Volatile.Read(ref _lastCommand));
        if (left <= TimeSpan.Zero) _expired();
        else _timer.Change(ServerOptions.ForTimer(Milliseconds(left)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers count whole milliseconds: rounding down would wake too early, again and again.</summary>
    private static TimeSpan Milliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));
}
