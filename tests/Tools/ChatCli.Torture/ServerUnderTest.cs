using System.Globalization;
using ChatCli.Testing;

namespace ChatCli.Torture;

/// <summary>
/// The published server, started again and again on one port with one data folder. The calls are made one after the other;
/// what it complains about is collected.
/// </summary>
internal sealed class ServerUnderTest : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>What it says of a full disk may come so much later.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1);

    private readonly string _program;
    private readonly string _folder;
    private readonly WallClock _clock;
    private readonly Transcript _transcript;
    private readonly List<string> _problems = [];
    private Child? _child;
    private volatile bool _isLimited;

    public ServerUnderTest(Options options, string folder, string credentials, WallClock clock)
    {
        _program = options.Program("chatcli-server");
        _folder = folder;
        _clock = clock;
        Directory.CreateDirectory(folder);
        File.WriteAllText(CredentialsPath, credentials);
        _transcript = new Transcript(Path.Combine(folder, "server.log"));
        Port = Ports.Free();
    }

    public int Port { get; }

    public string CredentialsPath => Path.Combine(_folder, "credentials.txt");

    public Transcript Transcript => _transcript;

    public bool IsRunning => _child is { Ended.IsCompleted: false };

    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems) return [.. _problems];
        }
    }

    /// <summary>Starts it; done when it listens. False when it does not, which is no problem while its files are limited.</summary>
    /// <param name="growth">By how many bytes its largest file may still grow; null: without a limit.</param>
    public async Task<bool> StartAsync(long? growth = null)
    {
        _isLimited = growth is not null;
        string[] arguments =
        [
            Port.ToString(CultureInfo.InvariantCulture), "60", "0", "--bind", "127.0.0.1", "--grace", "2", "--iterations", "4096", "--message-rate", "0",
            "--credentials", CredentialsPath, "--data", Path.Combine(_folder, "data"),
        ];
        _transcript.Note("!", growth is null ? "start" : $"start, files may grow by {growth}");
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string limit = growth is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"ulimit -S -f {(LargestFile() + bytes) / 512};") : "";
        Child child = Child.Start("/bin/sh", ["-c", $"{limit} exec \"$0\" \"$@\"", _program, .. arguments], _folder, OnOutput, Log, _clock.Environment);
        _child = child;
        await Task.WhenAny(listens.Task, child.Ended, Task.Delay(StartLimit));
        if (!listens.Task.IsCompleted && !_isLimited) Problem("the server did not start");
        _ = WatchAsync(child);
        return listens.Task.IsCompleted;

        void Log(string line)
        {
            if (line.Contains("listening on", StringComparison.Ordinal)) listens.TrySetResult();
            OnError(line);
        }
    }

    /// <summary>Ends it by SIGKILL.</summary>
    public async Task KillAsync()
    {
        _transcript.Note("!", "kill -9");
        _child!.EndIsWanted = true;
        _child.Signal(Child.Kill);
        await _child.Ended;
    }

    /// <summary>Ends it by SIGTERM, which must go in good order.</summary>
    public async Task StopAsync()
    {
        _transcript.Note("!", "SIGTERM");
        _child!.EndIsWanted = true;
        _child.Signal(Child.Terminate);
        if (await Task.WhenAny(_child.Ended, Task.Delay(StopLimit)) != _child.Ended)
        {
            Problem($"the server did not end within {StopLimit.TotalSeconds:0} s of SIGTERM");
            _child.Signal(Child.Kill);
            await _child.Ended;
        }
        else if (_child.ExitCode != 0 && !_isLimited)
        {
            Problem($"the server ended with status {_child.ExitCode} after SIGTERM");
        }
    }

    /// <summary>Stops and continues it by signals.</summary>
    public void Signal(int signal)
    {
        _transcript.Note("!", signal == Child.Stop ? "SIGSTOP" : "SIGCONT");
        _child!.Signal(signal);
    }

    /// <summary>Fills its disk while it runs, for a time.</summary>
    /// <param name="growth">By how many bytes its largest file may still grow; negative: nothing can be written, not even over what is there.</param>
    /// <param name="time">Completes when there is room again.</param>
    public async Task FillDiskAsync(long growth, Task time)
    {
        _transcript.Note("!", $"files may grow by {growth}");
        _isLimited = true;
        _child!.LimitFiles(growth < 0 ? 0 : LargestFile() + growth);
        await time;
        _child.LimitFiles(null);
        _transcript.Note("!", "files may grow again");
        await Task.Delay(Afterwards);
        _isLimited = false;
    }

    /// <summary>Has its store looked through by itself, while it does not run.</summary>
    public async Task CheckStoreAsync()
    {
        using Child check = Child.Start(_program, ["check", "--data", Path.Combine(_folder, "data")], _folder, line => _transcript.Note("<", line), line => _transcript.Note("!", line));
        await check.Ended;
        if (check.ExitCode != 0) Problem($"chatcli-server check ended with status {check.ExitCode}");
    }

    public void Dispose()
    {
        if (_child is not null) _child.EndIsWanted = true;
        _child?.Dispose();
        _transcript.Dispose();
    }

    private async Task WatchAsync(Child child)
    {
        await child.Ended;
        if (!child.EndIsWanted && !_isLimited) Problem($"the server ended by itself with status {child.ExitCode}");
    }

    private void OnOutput(string line) => _transcript.Note("<", line);

    private void OnError(string line)
    {
        _transcript.Note("<", line);
        bool isBug = line.Contains("nhandled", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal);
        bool complains = line.Contains("Z error ", StringComparison.Ordinal) || line.Contains("Z critical ", StringComparison.Ordinal);
        if (isBug || (complains && !_isLimited)) Problem($"the server said: {line}");
    }

    private void Problem(string what)
    {
        _transcript.Note("!", what);
        lock (_problems) _problems.Add(what);
    }

    private long LargestFile() =>
        new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension != ".log").Max(file => (long?)file.Length) ?? 0;
}
