namespace ChatCli.Torture;

/// <summary>Does harm of all kinds at random moments, by a seed, until its time is up, and counts it. Everything runs again afterwards.</summary>
internal sealed class Schedule(ServerUnderTest server, IReadOnlyList<UserUnderTest> users, Proxy proxy, Options options, CancellationToken cancellation)
{
    /// <summary>So many clients stand still while the disk is full.</summary>
    private const int Sleepers = 3;

    /// <summary>The lowest roll of each kind, in <see cref="Next"/>.</summary>
    private static readonly int[] Kinds = [0, 9, 14, 20, 21, 24, 26, 43, 53, 60, 72, 82, 90];

    private readonly Random _random = new(options.Seed);
    private readonly Queue<int> _firstRolls = new();
    private readonly SemaphoreSlim _serverGate = new(1);
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _timeIsUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>How often each kind of harm was done.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public async Task RunAsync(TimeSpan time)
    {
        // Each kind once, so that a short run has them all, then as it comes.
        int[] kinds = [.. Kinds];
        _random.Shuffle(kinds);
        foreach (int kind in kinds) _firstRolls.Enqueue(kind);
        _timeIsUp.CancelAfter(time);
        while (!_timeIsUp.IsCancellationRequested)
        {
            await WaitAsync(options.LongestPause * _random.NextDouble());
            Next();
            _running.RemoveAll(task => task.IsCompletedSuccessfully);
        }
        await Task.WhenAll(_running);
        cancellation.ThrowIfCancellationRequested();
    }

    // All that is random is drawn here, on one task, so that a seed means the same schedule.
    private void Next()
    {
        UserUnderTest user = users[_random.Next(users.Count)];
        TimeSpan time = TimeSpan.FromSeconds(0.1 + (4.9 * Math.Pow(_random.NextDouble(), 2)));
        double part = _random.NextDouble();
        bool isUp = _random.Next(2) == 0;
        int pick = _random.Next(1000);
        if (!_firstRolls.TryDequeue(out int roll)) roll = _random.Next(100);
        switch (roll)
        {
            case < 9:
                OnServer("server killed", () => RestartAsync(server.KillAsync, time / 3));
                break;
            case < 14:
                OnServer("server terminated", () => RestartAsync(server.StopAsync, time / 3));
                break;
            case < 20:
                OnServer("server stopped and continued", () => FreezeAsync(server.Signal, time));
                break;
            case < 21:
                OnServer("disk full at start", () => StartOnFullDiskAsync(time, 512 * (1 + (pick % 400))));
                break;
            case < 24:
                OnServer("disk full", () => server.FillDiskAsync(512 * ((pick % 100) - 60), WaitAsync(time)));
                // What was sent to them live and is not acknowledged cannot be stored.
                for (int i = 0; i < Sleepers; i++) FreezeFor(users[(user.Index + i) % users.Count], time * (part + i) / Sleepers);
                break;
            case < 26:
                OnServer("all killed", () => KillAllAsync(time / 3));
                break;
            case < 43:
                OnClient("client killed", user, one => RestartAsync(one, time / 2));
                break;
            case < 53:
                FreezeFor(user, time);
                break;
            case < 60:
                OnClient("client not read", user, one => LeaveUnreadAsync(one, time));
                break;
            case < 72:
                OnLink("link cut", pick, link => Done(link.Cut));
                break;
            case < 82:
                OnLink("link cut within a line", pick, link => Done(() => link.Truncate(isUp, part)));
                break;
            case < 90:
                OnLink("link stalled", pick, link => link.StallAsync(WaitAsync(time)));
                break;
            default:
                OnLink("link half open", pick, link => link.OpenHalfAsync(closesClient: isUp, WaitAsync(time)));
                break;
        }
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private void FreezeFor(UserUnderTest user, TimeSpan time) =>
        OnClient("client stopped and continued", user, one => FreezeAsync(one.Signal, time));

    private void OnServer(string what, Func<Task> harm) => Begin(what, _serverGate, harm);

    private void OnClient(string what, UserUnderTest user, Func<UserUnderTest, Task> harm) => Begin(what, user.Gate, () => harm(user));

    private void OnLink(string what, int pick, Func<ProxyLink, Task> harm)
    {
        if (!IsWanted(what) || proxy.Whole is not { Count: > 0 } links) return;
        Count(what);
        _running.Add(harm(links[pick % links.Count]));
    }

    /// <summary>Does it unless something is being done to the same process already.</summary>
    private void Begin(string what, SemaphoreSlim gate, Func<Task> harm)
    {
        if (!IsWanted(what) || !gate.Wait(0)) return;
        Count(what);
        server.Transcript.Note("!", what);
        _running.Add(RunAsync());

        async Task RunAsync()
        {
            try
            {
                await Task.Run(harm);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private bool IsWanted(string what) => options.Harm.Count == 0 || options.Harm.Any(part => what.Contains(part, StringComparison.Ordinal));

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    private async Task RestartAsync(Func<Task> end, TimeSpan pause)
    {
        await end();
        await WaitAsync(pause);
        await server.StartAsync();
    }

    private async Task RestartAsync(UserUnderTest user, TimeSpan pause)
    {
        await user.KillAsync();
        await WaitAsync(pause);
        await user.StartAsync(cancellation);
    }

    private async Task FreezeAsync(Action<int> signal, TimeSpan time)
    {
        signal(Child.Stop);
        await WaitAsync(time);
        signal(Child.Continue);
    }

    private async Task LeaveUnreadAsync(UserUnderTest user, TimeSpan time)
    {
        user.SetReading(false);
        await WaitAsync(time);
        user.SetReading(true);
    }

    private async Task StartOnFullDiskAsync(TimeSpan time, long growth)
    {
        await server.StopAsync();
        bool runs = await server.StartAsync(growth);
        if (runs) await WaitAsync(time);
        if (server.IsRunning) await server.KillAsync();
        await server.StartAsync();
    }

    private async Task KillAllAsync(TimeSpan pause)
    {
        List<UserUnderTest> held = [.. users.Where(user => user.Gate.Wait(0))];
        try
        {
            await Task.WhenAll([server.KillAsync(), .. held.Select(user => user.KillAsync())]);
            await WaitAsync(pause);
            await server.StartAsync();
            await Task.WhenAll(held.Select(user => user.StartAsync(cancellation)));
        }
        finally
        {
            foreach (UserUnderTest user in held) user.Gate.Release();
        }
    }

    /// <summary>Waits, but not longer than there is time.</summary>
    private async Task WaitAsync(TimeSpan time) => await Task.Delay(time, _timeIsUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
