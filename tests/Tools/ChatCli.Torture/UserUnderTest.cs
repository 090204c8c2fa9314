using System.Globalization;

namespace ChatCli.Torture;

/// <summary>
/// One user with one published client at a time, started again and again with the same state folder. Starting and ending are for
/// whoever holds <see cref="Gate"/>; sending is for the user's own thread.
/// </summary>
internal sealed class UserUnderTest : IDisposable
{
    private static readonly TimeSpan WelcomeLimit = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan LogoutLimit = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly Options _options;
    private readonly string _folder;
    private readonly int _port;
    private readonly WallClock _clock;
    private readonly string _trust;
    private readonly List<RunRecord> _runs = [];
    private readonly List<string> _problems = [];
    private readonly Transcript _transcript;
    private volatile Process? _current;

    /// <param name="options">What was asked for.</param>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="index">Which user it is.</param>
    /// <param name="port">The proxy's.</param>
    /// <param name="clock">The clock of its machine.</param>
    /// <param name="isReadable">Whether the proxy must be able to read the lines.</param>
    public UserUnderTest(Options options, string folder, int index, int port, WallClock clock, bool isReadable)
    {
        _trust = isReadable ? "--plain" : "--accept-new";
        (_options, _folder, Index, _port, _clock) = (options, Path.Combine(folder, NameOf(index)), index, port, clock);
        Directory.CreateDirectory(_folder);
        _transcript = new Transcript(Path.Combine(folder, $"{Name}.log"));
    }

    public int Index { get; }

    public string Name => NameOf(Index);

    /// <summary>Held while the client is ended or started.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    public Transcript Transcript => _transcript;

    public IReadOnlyList<RunRecord> Runs
    {
        get
        {
            lock (_runs) return [.. _runs];
        }
    }

    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems) return [.. _problems];
        }
    }

    public static string NameOf(int index) => $"user{index.ToString("00", CultureInfo.InvariantCulture)}";

    public static string PasswordOf(int index) => $"secret{index.ToString("00", CultureInfo.InvariantCulture)}";

    /// <summary>Starts clients until one is welcomed.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            RunRecord run;
            lock (_runs) _runs.Add(run = new RunRecord(Index, _runs.Count + 1));
            var process = new Process(run);
            _transcript.Note("!", $"process {run.Number}");
            process.Child = Child.Start(
                _options.Program("chatcli"), [_port.ToString(CultureInfo.InvariantCulture), "--receipts", _trust, "--user", Name], _folder,
                line => OnLine(process, line), line => _transcript.Note("<", line),
                [("CHATCLI_PASSWORD", PasswordOf(Index)), ("XDG_DATA_HOME", _folder), ("XDG_STATE_HOME", _folder), .. _clock.Environment]);
            _current = process;
            await Task.WhenAny(process.Welcomed.Task, process.Child.Ended, Task.Delay(WelcomeLimit, cancellation));
            if (process.Welcomed.Task.IsCompleted)
            {
                _ = WatchAsync(process);
                return;
            }
            // No server, or the server still holds the last client's link for alive.
            run.WasKilled = true;
            process.Child.Dispose();
            await process.Child.Ended;
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Ends the client by SIGKILL; what it printed is read first.</summary>
    public async Task KillAsync()
    {
        if (_current is not { } process) return;
        _transcript.Note("!", "kill -9");
        process.Run.WasKilled = true;
        process.Child!.SetReading(true);
        process.Child.Signal(Child.Kill);
        await process.Child.Ended;
    }

    /// <summary>Logs out, which must go in good order.</summary>
    public async Task LogOutAsync()
    {
        if (_current is not { } process) return;
        process.LogsOut = true;
        _transcript.Note(">", "logout");
        process.Child!.TryWrite("logout");
        if (await Task.WhenAny(process.Child.Ended, Task.Delay(LogoutLimit)) != process.Child.Ended)
        {
            Problem($"the client does not end within {LogoutLimit.TotalSeconds:0} s of logout");
            process.Child.Dispose();
        }
        else if (process.Child.ExitCode != 0)
        {
            Problem($"the client ended with status {process.Child.ExitCode} after logout");
        }
    }

    public void Signal(int signal)
    {
        _transcript.Note("!", signal == Child.Stop ? "SIGSTOP" : "SIGCONT");
        _current?.Child?.Signal(signal);
    }

    public void SetReading(bool reads)
    {
        _transcript.Note("!", reads ? "read again" : "not read");
        _current?.Child?.SetReading(reads);
    }

    /// <summary>Sends the next text to a user; false when there is no client or it was told too little about the last ones.</summary>
    public bool TrySend(int to, int padding, int window)
    {
        if (_current is not { } process || !process.Welcomed.Task.IsCompleted || process.Run.WasKilled || process.LogsOut) return false;
        if (process.Run.Open >= window) return false;
        int n = process.Run.Send(to);
        string line = $"message {NameOf(to)} {NumberedText.Write(process.Run.Number, n, padding)}";
        _transcript.Note(">", line);
        return process.Child!.TryWrite(line);
    }

    public void Dispose()
    {
        if (_current is { } process)
        {
            process.LogsOut = true;
            process.Child?.Dispose();
        }
        _transcript.Dispose();
    }

    private static int? IndexOf(string name) =>
        name.Length == 6 && name.StartsWith("user", StringComparison.Ordinal) && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    private async Task WatchAsync(Process process)
    {
        await process.Child!.Ended;
        if (process.Run.WasKilled || process.LogsOut) return;
        Problem($"the client of {Name} ended by itself with status {process.Child.ExitCode}: {process.LastLine}");
        await Gate.WaitAsync();
        try
        {
            if (_current == process) await StartAsync(CancellationToken.None);
        }
        finally
        {
            Gate.Release();
        }
    }

    private void OnLine(Process process, string line)
    {
        _transcript.Note("<", line);
        RunRecord run = process.Run;
        if (line.StartsWith("Welcome to ChatCli, ", StringComparison.Ordinal)) process.Welcomed.TrySetResult();
        if (line.StartsWith("receipt ", StringComparison.Ordinal))
        {
            if (line.Split(' ') is [_, var id, var user, var state] && long.TryParse(id, CultureInfo.InvariantCulture, out long n)
                && IndexOf(user) is { } to && Enum.TryParse(state, ignoreCase: true, out Told told))
            {
                run.Receipt(n, to, told);
                return;
            }
            run.Confuse($"printed: {line}");
        }
        else if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && IndexOf(line[..colon]) is { } sender)
        {
            if (NumberedText.Read(line.AsSpan(colon + 2)) is var (sendingRun, number)) run.Show(new MessageKey(sender, sendingRun, number));
            else run.Confuse($"showed a damaged text: {line}");
        }
        else
        {
            process.LastLine = line;
        }
    }

    private void Problem(string what)
    {
        _transcript.Note("!", what);
        lock (_problems) _problems.Add(what);
    }

    /// <summary>One client process.</summary>
    private sealed class Process(RunRecord run)
    {
        public RunRecord Run => run;

        public Child? Child { get; set; }

        public TaskCompletionSource Welcomed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool LogsOut { get; set; }

        /// <summary>The last that was neither a message nor a receipt.</summary>
        public string LastLine { get; set; } = "";
    }
}
