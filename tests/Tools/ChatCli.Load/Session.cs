namespace ChatCli.Load;

/// <summary>One run of the program: each load in turns against the relay and the server, or against the server without and with TLS.</summary>
internal sealed class Session(Options options, string folder, TextWriter output, TextWriter ratios, CancellationToken cancellation)
{
    private readonly RelayDialect _relay = new();
    private readonly ChatCliDialect _chatCli = new(options.Server);
    private readonly ChatCliDialect _encrypted = new(options.Server, isEncrypted: true);
    private readonly Report _report = new(output, ratios);
    private Dialect? _heading;
    private int _runs;

    /// <summary>Runs all loads; a <see cref="LoadFailedException"/> names the one that failed.</summary>
    public void Run()
    {
        foreach (Benchmark benchmark in Benchmark.Chosen(options)) Run(benchmark);
    }

    private void Run(Benchmark benchmark)
    {
        (Dialect left, Dialect right) = benchmark.Encrypts ? ((Dialect)_chatCli, _encrypted) : (_relay, _chatCli);
        if (!options.Check && _heading != left) _report.WriteHead(left, right);
        _heading = left;
        var reference = new List<Metric[]>();
        var measured = new List<Metric[]>();
        for (int round = 0; round < benchmark.Rounds; round++)
        {
            // Who goes first alternates, so that neither profits from the order.
            if (round % 2 == 0) reference.Add(RunOnce(benchmark, left));
            measured.Add(RunOnce(benchmark, right));
            if (round % 2 == 1) reference.Add(RunOnce(benchmark, left));
        }
        if (options.Check) output.WriteLine($"{benchmark.Name}: complete");
        else _report.WriteRows(benchmark, reference, measured);
    }

    private Metric[] RunOnce(Benchmark benchmark, Dialect dialect)
    {
        try
        {
            // A folder for each run: what one server leaves behind, the next one does not find.
            string own = Directory.CreateDirectory(Path.Combine(folder, $"{++_runs}")).FullName;
            return benchmark.Run(new Setting(dialect, own, cancellation));
        }
        catch (LoadFailedException e)
        {
            throw new LoadFailedException($"{benchmark.Name}, {dialect.Name}: {e.Message}");
        }
    }
}
