using System.Threading.Channels;

namespace ChatCli.Client.Loop;

/// <summary>The client's one loop: lines, server, peers and timers post steps to it, and it runs them one after the other.</summary>
internal sealed class ClientLoop(TimeProvider time)
{
    private readonly Channel<Action> _steps = Channel.CreateBounded<Action>(new BoundedChannelOptions(256) { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly HashSet<ITimer> _timers = [];
    private bool _ended;

    /// <summary>Adds a step, waiting while too many are waiting already. After the end nothing happens. Any thread.</summary>
    public async ValueTask PostAsync(Action step)
    {
        try
        {
            await _steps.Writer.WriteAsync(step);
        }
        catch (ChannelClosedException)
        {
            // The client is ending: nobody is interested any more.
        }
    }

    /// <summary>Runs a step on the loop after a time.</summary>
    public void After(TimeSpan delay, Action step)
    {
        // Held until it fires: a timer that nobody holds may be collected. Started only when it is held.
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                lock (_lock) _timers.Remove(timer!);
                timer!.Dispose();
                _ = PostAsync(step).AsTask();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock) _timers.Add(timer);
        timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs steps until <see cref="End"/>.</summary>
    public async Task RunAsync()
    {
        while (!_ended && await _steps.Reader.WaitToReadAsync())
        {
            while (!_ended && _steps.Reader.TryRead(out Action? step)) step();
        }
    }

    /// <summary>Ends the loop after the step that calls this.</summary>
    public void End()
    {
        _ended = true;
        _steps.Writer.TryComplete();
    }
}
