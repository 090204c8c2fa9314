namespace ChatCli.Client.Link;

/// <summary>How long to wait before each try to reconnect, so that not all clients come at once.</summary>
/// <param name="random">A number from 0 to 1, another one each time.</param>
/// <param name="restart">When the server said that it stops: how long it asked to be left alone. It may be back soon.</param>
internal sealed class RetrySchedule(Func<double> random, TimeSpan? restart = null)
{
    private static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RestartInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(15);

    private TimeSpan _limit = FirstLimit;
    private TimeSpan _restarting;
    private bool _hasBegun;

    /// <summary>The wait before the next try.</summary>
    public TimeSpan Next()
    {
        if (restart is not { } hint) return Longer();
        if (!_hasBegun)
        {
            _hasBegun = true;
            _limit = RestartInterval * 2;
            return hint > TimeSpan.Zero ? TimeSpan.FromTicks(Math.Min(hint.Ticks, LastLimit.Ticks)) : FirstLimit * Jitter();
        }
        if (_restarting >= RestartTime) return Longer();
        TimeSpan delay = RestartInterval * (0.8 + (0.4 * random()));
        _restarting += delay;
        return delay;
    }

    private TimeSpan Longer()
    {
        TimeSpan delay = _limit * Jitter();
        _limit = TimeSpan.FromTicks(Math.Min(_limit.Ticks * 2, LastLimit.Ticks));
        return delay;
    }

    private double Jitter() => 0.4 + (0.6 * random());
}
