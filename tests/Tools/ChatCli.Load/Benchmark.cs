namespace ChatCli.Load;

/// <summary>One number that a run of a load yields.</summary>
/// <param name="Name">What was measured, with its unit.</param>
/// <param name="Value">NaN when it could not be measured.</param>
internal readonly record struct Metric(string Name, double Value);

/// <summary>A named load: how often it runs, and what one run against one server is.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Rounds">How often, against each server.</param>
/// <param name="Run">Runs it once; every run yields the same metrics in the same order.</param>
/// <param name="Encrypts">Whether it compares the server's users with TLS to those without, and not the server to the relay.</param>
internal sealed record Benchmark(string Name, int Rounds, Func<Setting, Metric[]> Run, bool Encrypts = false)
{
    private const int SmallCrowd = 1000;
    private const int LargeCrowd = 10_000;
    private const int FilesBesidesUsers = 200;

    // A server that tells everybody of every login has a number of things to tell that grows with the square of the users.
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(0.2);

    /// <summary>The loads that the command line asks for.</summary>
    public static IEnumerable<Benchmark> Chosen(Options options)
    {
        TimeSpan time = options.Check ? CheckTime : options.Time;
        int rounds = options.Check ? 1 : options.Rounds;
        IEnumerable<string> names = options.Loads.Count > 0 ? options.Loads : ["lat1", "lat64", "thr", "fan", "idle", "start", "tls", "logins", "idle-tls"];
        return names.SelectMany(name => Named(name, time, rounds, options));
    }

    private static IEnumerable<Benchmark> Named(string name, TimeSpan time, int rounds, Options options) => name switch
    {
        "lat1" => [new Benchmark(name, rounds, setting => RunPairs(setting, 1, 1, time))],
        "lat64" => [new Benchmark(name, rounds, setting => RunPairs(setting, 64, 1, time))],
        "thr" => [new Benchmark(name, rounds, setting => RunPairs(setting, 64, 64, time))],
        "fan" => [new Benchmark(name, rounds, setting => RunFan(setting, options.Check ? 200 : 1000, 16, time))],
        "idle" => IdleCrowds(options).Select(users =>
            new Benchmark($"idle {users}", users > SmallCrowd ? 1 : rounds, setting => RunIdle(setting, users))),
        "tls" =>
        [
            new Benchmark("tls lat1", rounds, setting => RunPairs(setting, 1, 1, time), Encrypts: true),
            new Benchmark("tls lat64", rounds, setting => RunPairs(setting, 64, 1, time), Encrypts: true),
            new Benchmark("tls thr", rounds, setting => RunPairs(setting, 64, 64, time), Encrypts: true),
        ],
        "logins" => [LogIns(options.Check ? 50 : options.LoginUsers, rounds)],
        "idle-tls" => [IdleEncrypted(options.Check ? 200 : options.EncryptedUsers, rounds)],
        _ => [new Benchmark(name, options.Check ? 2 : 10, RunStart)],
    };

    private static Benchmark LogIns(int users, int rounds) => new("logins", rounds, setting => Logins.Run(setting, users), Encrypts: true);

    private static Benchmark IdleEncrypted(int users, int rounds) =>
        new($"idle-tls {users}", users > SmallCrowd ? 1 : rounds, setting => RunIdle(setting, users, introduce: true), Encrypts: true);

    private static IEnumerable<int> IdleCrowds(Options options)
    {
        if (options.IdleUsers > 0) return [options.IdleUsers];
        if (options.Check) return [200];
        return ProcessLimits.OpenFiles() >= LargeCrowd + FilesBesidesUsers ? [SmallCrowd, LargeCrowd] : [SmallCrowd];
    }

    private static Metric[] RunPairs(Setting setting, int pairs, int window, TimeSpan time)
    {
        var traffic = new PairTraffic(setting.Dialect, pairs, window);
        var latencies = new Histogram();
        using var trial = new Trial(traffic, setting);
        trial.LogIn();
        (Sample begin, Sample end) = trial.Measure(time, () => traffic.Latencies = latencies, () => traffic.Latencies = null);
        Metric[] rates = Rates(begin, end);
        return window > 1
            ? rates
            : [.. rates, new Metric("p50 us", latencies.Microseconds(0.50)), new Metric("p99 us", latencies.Microseconds(0.99))];
    }

    private static Metric[] RunFan(Setting setting, int receivers, int window, TimeSpan time)
    {
        using var trial = new Trial(new FanTraffic(setting.Dialect, receivers, window), setting);
        trial.LogIn();
        (Sample begin, Sample end) = trial.Measure(time);
        return Rates(begin, end);
    }

    private static Metric[] RunIdle(Setting setting, int users, bool introduce = false)
    {
        using var trial = new Trial(new IdleTraffic(setting.Dialect, users), setting);
        long empty = trial.Server.ResidentKiB();
        if (introduce) Logins.Introduce(setting, trial.Server.Port, users);
        double before = trial.Server.ProcessorSeconds();
        TimeSpan time = trial.LogIn(introduce ? null : LoginLimit);
        trial.Verify();
        long full = trial.Server.ResidentKiB();
        int online = trial.Users;
        return
        [
            new Metric("users", online),
            new Metric("s to log in", time.TotalSeconds),
            new Metric("logins/s", online / time.TotalSeconds),
            new Metric("presence lines/s", trial.Presence / time.TotalSeconds),
            new Metric("server us/login", (trial.Server.ProcessorSeconds() - before) * 1e6 / online),
            new Metric("RSS empty KiB", empty),
            new Metric("RSS full KiB", full),
            new Metric("bytes/connection", (full - empty) * 1024.0 / online),
        ];
    }

    private static Metric[] RunStart(Setting setting)
    {
        using ServerProcess server = setting.Dialect.StartServer(1, setting);
        return [new Metric("ms to accept", server.StartTime.TotalMilliseconds)];
    }

    private static Metric[] Rates(Sample begin, Sample end)
    {
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(begin.Time, end.Time).TotalSeconds;
        double messages = end.Delivered - begin.Delivered;
        double server = end.ServerSeconds - begin.ServerSeconds;
        double generator = end.GeneratorSeconds - begin.GeneratorSeconds;
        double machine = end.MachineSeconds - begin.MachineSeconds;
        return
        [
            new Metric("msg/s", messages / seconds),
            new Metric("server us/msg", server * 1e6 / messages),
            new Metric("generator us/msg", generator * 1e6 / messages),
            new Metric("server busy %", server * 100 / seconds),
            new Metric("generator busy %", generator * 100 / seconds),
            new Metric("others busy %", Math.Max(0, machine - server - generator) * 100 / seconds),
        ];
    }
}
