namespace ChatCli.Torture;

/// <summary>Does harm of all kinds at random moments, by a seed, until its time is up, and counts it. Everything runs again afterwards.</summary>
internal sealed class Schedule(
    ServerUnderTest server, IReadOnlyList<UserUnderTest> users, Proxy proxy, WallClock clock, Options options, CancellationToken cancellation)
{
    /// <summary>So many clients stand still while the disk is full.</summary>
    private const int Sleepers = 3;

    private const string Frozen = "client stopped and continued";

    /// <summary>The clock is wrong by so much at most, either way: what was shown and taken is forgotten only after 90 days.</summary>
    private static readonly TimeSpan WrongBy = TimeSpan.FromDays(40);

    private readonly Random _random = new(options.Seed);
    private readonly Queue<Kind> _first = new();
    private readonly SemaphoreSlim _serverGate = new(1);
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _timeIsUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>How often each kind of harm was done.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public async Task RunAsync(TimeSpan time)
    {
        Kind[] kinds = [.. Kinds().Where(kind => options.Harm.Count == 0 || options.Harm.Any(part => kind.Name.Contains(part, StringComparison.Ordinal)))];
        if (kinds.Length == 0) throw new InvalidOperationException("there is no such kind of harm");
        Kind[] weighted = [.. kinds.SelectMany(kind => Enumerable.Repeat(kind, kind.Weight))];
        // Each kind once, so that a short run has them all, then as it comes.
        _random.Shuffle(kinds);
        foreach (Kind kind in kinds) _first.Enqueue(kind);
        _timeIsUp.CancelAfter(time);
        while (!_timeIsUp.IsCancellationRequested)
        {
            await WaitAsync(options.LongestPause * _random.NextDouble());
            Kind next = _first.TryDequeue(out Kind? first) ? first : weighted[_random.Next(weighted.Length)];
            next.Do(next.Name, Draw());
            _running.RemoveAll(task => task.IsCompletedSuccessfully);
        }
        await Task.WhenAll(_running);
        cancellation.ThrowIfCancellationRequested();
    }

    private Kind[] Kinds() =>
    [
        new("server killed", 9, (name, draw) => OnServer(name, () => RestartAsync(server.KillAsync, draw.Time / 3))),
        new("server terminated", 5, (name, draw) => OnServer(name, () => RestartAsync(server.StopAsync, draw.Time / 3))),
        new("server stopped and continued", 6, (name, draw) => OnServer(name, () => FreezeAsync(server.Signal, draw.Time))),
        new("disk full at start", 1, (name, draw) => OnServer(name, () => StartOnFullDiskAsync(draw.Time, 512 * (1 + (draw.Pick % 400))))),
        new("disk full for a while", 3, (name, draw) =>
        {
            OnServer(name, () => server.FillDiskAsync(512 * ((draw.Pick % 100) - 60), WaitAsync(draw.Time)));
            // What was sent to them live and is not acknowledged cannot be stored.
            for (int i = 0; i < Sleepers; i++) FreezeFor(Frozen, users[(draw.User.Index + i) % users.Count], draw.Time * (draw.Part + i) / Sleepers);
        }),
        new("clock jumped", 4, (name, draw) =>
        {
            Count(name);
            server.Transcript.Note("!", name);
            clock.Jump(WrongBy * (draw.IsUp ? draw.Part : -draw.Part));
        }),
        new("all killed", 2, (name, draw) => OnServer(name, () => KillAllAsync(draw.Time / 3))),
        new("client killed", 17, (name, draw) => OnClient(name, draw.User, user => RestartAsync(user, draw.Time / 2))),
        new(Frozen, 10, (name, draw) => FreezeFor(name, draw.User, draw.Time)),
        new("client not read", 7, (name, draw) => OnClient(name, draw.User, user => LeaveUnreadAsync(user, draw.Time))),
        new("link cut", 12, (name, draw) => OnLink(name, draw.Pick, link => Done(link.Cut))),
        new("link cut within a line", 10, (name, draw) => OnLink(name, draw.Pick, link => Done(() => link.Truncate(draw.IsUp, draw.Part)))),
        new("link stalled", 8, (name, draw) => OnLink(name, draw.Pick, link => link.StallAsync(WaitAsync(draw.Time)))),
        new("link half open", 10, (name, draw) => OnLink(name, draw.Pick, link => link.OpenHalfAsync(closesClient: draw.IsUp, WaitAsync(draw.Time)))),
    ];

    // All that is random is drawn here, on one task and always the same, so that a seed means the same schedule.
    private Drawn Draw() => new(
        users[_random.Next(users.Count)], TimeSpan.FromSeconds(0.1 + (4.9 * Math.Pow(_random.NextDouble(), 2))),
        _random.NextDouble(), _random.Next(2) == 0, _random.Next(1000));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private void FreezeFor(string what, UserUnderTest user, TimeSpan time) =>
        OnClient(what, user, one => FreezeAsync(one.Signal, time));

    private void OnServer(string what, Func<Task> harm) => Begin(what, _serverGate, harm);

    private void OnClient(string what, UserUnderTest user, Func<UserUnderTest, Task> harm) => Begin(what, user.Gate, () => harm(user));

    private void OnLink(string what, int pick, Func<ProxyLink, Task> harm)
    {
        if (proxy.Whole is not { Count: > 0 } links) return;
        Count(what);
        _running.Add(harm(links[pick % links.Count]));
    }

    /// <summary>Does it unless something is being done to the same process already.</summary>
    private void Begin(string what, SemaphoreSlim gate, Func<Task> harm)
    {
        if (!gate.Wait(0)) return;
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

    /// <summary>One kind of harm.</summary>
    /// <param name="Name">For the report.</param>
    /// <param name="Weight">How often it comes, compared with the others.</param>
    /// <param name="Do">Begins it.</param>
    private sealed record Kind(string Name, int Weight, Action<string, Drawn> Do);

    /// <summary>What chance has decided about one harm.</summary>
    private sealed record Drawn(UserUnderTest User, TimeSpan Time, double Part, bool IsUp, int Pick);
}
