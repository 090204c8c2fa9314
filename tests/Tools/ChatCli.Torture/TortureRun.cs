using System.Diagnostics;

namespace ChatCli.Torture;

/// <summary>What a run has come to.</summary>
/// <param name="Verdict">About the messages.</param>
/// <param name="Problems">About the processes.</param>
/// <param name="Harm">How often each kind of harm was done.</param>
/// <param name="Time">How long messages were sent.</param>
internal sealed record Outcome(Verdict Verdict, IReadOnlyList<string> Problems, IReadOnlyDictionary<string, int> Harm, TimeSpan Time)
{
    public bool IsGood => Verdict.IsGood && Problems.Count == 0;
}

/// <summary>One server, its users, and what is done to them, from the first start to the last look.</summary>
internal sealed class TortureRun : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(4);

    /// <summary>What comes twice comes soon.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Options _options;
    private readonly CancellationToken _cancellation;
    private readonly ServerUnderTest _server;
    private readonly Proxy _proxy;
    private readonly WallClock _clock;
    private readonly UserUnderTest[] _users;
    private readonly List<string> _problems = [];

    public TortureRun(Options options, string folder, Func<ISabotage?>? sabotage, CancellationToken cancellation)
    {
        (_options, _cancellation) = (options, cancellation);
        string credentials = string.Concat(Enumerable.Range(0, options.Users).Select(i => $"{UserUnderTest.NameOf(i)} {UserUnderTest.PasswordOf(i)}\n"));
        _clock = new WallClock(folder);
        _server = new ServerUnderTest(options, Path.Combine(folder, "server"), credentials, _clock);
        _proxy = new Proxy(_server.Port, sabotage);
        _users = [.. Enumerable.Range(0, options.Users).Select(i => new UserUnderTest(options, folder, i, _proxy.Port, _clock, isReadable: sabotage is not null))];
    }

    public IReadOnlyList<UserUnderTest> Users => _users;

    public ServerUnderTest Server => _server;

    /// <param name="isHarmed">False: nothing is killed.</param>
    public async Task<Outcome> RunAsync(bool isHarmed)
    {
        await _server.StartAsync();
        await StartAllAsync();
        var schedule = new Schedule(_server, _users, _proxy, _clock, _options, _cancellation);
        var clock = Stopwatch.StartNew();
        using (new Traffic(_users, _options.Rate, _options.Seed))
        {
            if (isHarmed) await schedule.RunAsync(_options.Time);
            else await Task.Delay(_options.Time, _cancellation);
        }
        TimeSpan time = clock.Elapsed;
        _proxy.Heal();
        await SettleAsync();
        await LogOutAllAsync();
        // What is in the mailboxes now, or comes again, shows itself to the next clients.
        await StartAllAsync();
        await Task.Delay(Quiet, _cancellation);
        await LogOutAllAsync();
        await _server.StopAsync();
        await _server.CheckStoreAsync();
        CheckCredentials();
        Verdict verdict = Check();
        return new Outcome(verdict, [.. _problems, .. _server.Problems, .. _users.SelectMany(user => user.Problems)], schedule.Counts, time);
    }

    public void Dispose()
    {
        foreach (UserUnderTest user in _users) user.Dispose();
        _proxy.Dispose();
        _server.Dispose();
        _clock.Dispose();
    }

    private Task StartAllAsync() => Task.WhenAll(_users.Select(user => Task.Run(() => user.StartAsync(_cancellation))));

    private Task LogOutAllAsync() => Task.WhenAll(_users.Select(user => Task.Run(user.LogOutAsync)));

    private Verdict Check() => Checker.Check(_users.Select(user => user.Runs));

    /// <summary>Waits until nothing is missing, or nothing has come for as long as it may take.</summary>
    private async Task SettleAsync()
    {
        var all = Stopwatch.StartNew();
        var still = Stopwatch.StartNew();
        int before = int.MaxValue;
        while (Check().Pending is > 0 and var pending)
        {
            if (pending < before) still.Restart();
            before = pending;
            if (still.Elapsed > _options.Patience || all.Elapsed > SettleLimit) return;
            await Task.Delay(LookInterval, _cancellation);
        }
        await Task.Delay(Quiet, _cancellation);
    }

    private void CheckCredentials()
    {
        var names = File.ReadLines(_server.CredentialsPath).Select(line => line.Split(' ')[0]).ToHashSet();
        foreach (UserUnderTest user in _users)
            if (!names.Contains(user.Name)) _problems.Add($"{user.Name} is no longer in credentials.txt");
    }
}
