using System.Diagnostics;

namespace ChatCli.Fuzz;

/// <summary>
/// Sees what a case does besides throwing: it does not end, it leaves an error behind in a task that nobody waits for, it keeps memory.
/// </summary>
internal sealed class Watch : IDisposable
{
    /// <summary>What all targets together may keep, in bytes: buffers in pools, caches, compiled code's data.</summary>
    private const long MaxGrowth = 48 * 1024 * 1024;

    /// <summary>So many of the last cases are saved with a finding: one may need what others did before.</summary>
    private const int Kept = 40;

    private readonly Lock _gate = new();
    private readonly Queue<Case> _last = new();
    private readonly TimeSpan _patience;
    private readonly TextWriter _output;
    private readonly Timer _timer;
    private string _target = "";
    private long _begun;
    private Exception? _unobserved;
    private long? _baseline;
    private bool _isReported;

    public Watch(TimeSpan patience, TextWriter output)
    {
        _patience = patience;
        _output = output;
        TaskScheduler.UnobservedTaskException += (_, thrown) => _unobserved ??= thrown.Exception;
        AppDomain.CurrentDomain.UnhandledException += (_, thrown) => Report($"nobody catches {thrown.ExceptionObject}");
        _timer = new Timer(_ => Look(), null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));
    }

    /// <summary>The managed heap after the last full collection, in bytes.</summary>
    public long Heap { get; private set; }

    /// <summary>A target is about to be fed.</summary>
    public void Begin(string target)
    {
        lock (_gate)
        {
            (_target, _baseline) = (target, null);
            _last.Clear();
        }
    }

    /// <summary>A case is about to be fed.</summary>
    public void Begin(Case inputs)
    {
        lock (_gate)
        {
            if (_last.Count == Kept) _last.Dequeue();
            _last.Enqueue(inputs);
            _begun = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The case has ended.</summary>
    public void End()
    {
        lock (_gate) _begun = 0;
        if (_unobserved is { } thrown) throw new FindingException($"a task that nobody waits for has failed: {thrown}");
    }

    /// <summary>A target was thrown away: what it has occupied must be free again.</summary>
    public void EndRound()
    {
        // Twice, because a failed task says so when it is collected.
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        End();
        Heap = GC.GetTotalMemory(forceFullCollection: true);
        _baseline ??= Heap;
        if (Heap > _baseline + MaxGrowth) throw new FindingException($"memory grows: {_baseline >> 20} MiB after the first round, {Heap >> 20} MiB now");
    }

    /// <summary>Says what was found, and saves the cases up to it.</summary>
    public void Report(string finding)
    {
        lock (_gate)
        {
            if (_isReported) return;
            _isReported = true;
            string path = ReplayFile.Write(_target, _last);
            _output.WriteLine($"FINDING in {_target}: {finding}");
            _output.WriteLine($"the last {_last.Count} cases are saved; again with --replay {path}");
            _output.Flush();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            if (_begun == 0 || Stopwatch.GetElapsedTime(_begun) < _patience) return;
        }
        Report($"it does not end within {_patience.TotalSeconds:0} s");
        // Nothing else ends a loop that goes on for ever.
        Environment.Exit(1);
    }
}
