using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ChatCli.Testing;

/// <summary>
/// Runs a program at a real terminal of its own (Linux), as a person's shell would: the terminal is the program's controlling one,
/// what is typed goes through it, and what comes out is drawn on a <see cref="TerminalScreen"/>.
/// </summary>
public sealed partial class PseudoTerminal : IDisposable
{
    private const int KillSignal = 9;

    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _master;
    private readonly Process _process;
    private readonly TerminalScreen _screen;
    private readonly MemoryStream _transcript = new();
    private readonly List<(Func<TerminalScreen, bool> Seen, TaskCompletionSource Done)> _waiting = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    private PseudoTerminal(SafeFileHandle master, Process process, TerminalScreen screen)
    {
        _master = master;
        _process = process;
        _screen = screen;
        new Thread(ReadAll) { IsBackground = true, Name = "pseudo terminal" }.Start();
    }

    /// <summary>Also the id of the program's process group, because it leads its session.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What is and was on the screen, now.</summary>
    public string Text
    {
        get
        {
            lock (_lock) return _screen.ToString();
        }
    }

    /// <summary>Everything that the program wrote, control sequences included.</summary>
    public string Transcript
    {
        get
        {
            lock (_lock) return Encoding.UTF8.GetString(_transcript.GetBuffer(), 0, (int)_transcript.Length);
        }
    }

    /// <summary>Starts a program at a new terminal. Throws when the machine has none to give.</summary>
    public static PseudoTerminal Start(
        string program,
        IEnumerable<string> arguments,
        int columns = 80,
        int rows = 24,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        SafeFileHandle master = OpenMaster(out string name);
        SetSize(master, columns, rows);
        // setsid makes the terminal on its standard input the controlling one of the session that it begins; the process id stays the same.
        const string Script = "terminal=$1; shift; exec setsid -c \"$@\" <\"$terminal\" >\"$terminal\" 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", name, program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["TERM"] = "xterm-256color";
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        return new PseudoTerminal(master, Process.Start(start)!, new TerminalScreen(columns, rows));
    }

    /// <summary>Types a text; Enter is \r.</summary>
    public void Type(string text) => Type(Encoding.UTF8.GetBytes(text));

    public void Type(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written = Write(_master, bytes, (nuint)bytes.Length);
            if (written < 0) throw new IOException($"The terminal takes nothing more (error {Marshal.GetLastPInvokeError()}).");
            bytes = bytes[(int)written..];
        }
    }

    /// <summary>Gives the terminal another size, which the program is told by SIGWINCH.</summary>
    public void Resize(int columns, int rows)
    {
        lock (_lock) _screen.Resize(columns, rows);
        SetSize(_master, columns, rows);
    }

    /// <summary>Sends a signal to the program, by its number.</summary>
    public void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0) throw new InvalidOperationException("The program has ended.");
    }

    /// <summary>Waits until the screen shows what is waited for; looks at every change, and only then.</summary>
    public Task WaitForAsync(string text, TimeSpan? patience = null) => WaitForAsync(screen => screen.Contains(text), $"\"{text}\"", patience);

    /// <inheritdoc cref="WaitForAsync(string, TimeSpan?)"/>
    public async Task WaitForAsync(Func<TerminalScreen, bool> seen, string what, TimeSpan? patience = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (seen(_screen)) return;
            if (_isClosed) throw Unseen("The program ended before the screen showed", what);
            _waiting.Add((seen, done));
        }
        try
        {
            await done.Task.WaitAsync(patience ?? UsualPatience);
        }
        catch (TimeoutException)
        {
            throw Unseen("The screen does not show", what);
        }
        catch (OperationCanceledException)
        {
            throw Unseen("The program ended before the screen showed", what);
        }
    }

    /// <summary>The exit status, when the program has ended and everything that it wrote is on the screen.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? UsualPatience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _closed.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw Unseen("The program does not end", "");
        }
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // What the program has started at this terminal goes with it, so that the terminal closes.
            _ = Kill(-_process.Id, KillSignal);
            _process.Kill();
        }
        _process.Dispose();
        _master.Dispose();
    }

    private void ReadAll()
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            // Linux answers EIO when the last program at the terminal has ended.
            while (Read(_master, buffer, (nuint)buffer.Length) is > 0 and nint read) Show(buffer.AsSpan(0, (int)read));
        }
        catch (ObjectDisposedException)
        {
            // Nobody looks at this terminal any more.
        }
        lock (_lock)
        {
            _isClosed = true;
            foreach ((_, TaskCompletionSource done) in _waiting) done.TrySetCanceled();
            _waiting.Clear();
        }
        _closed.TrySetResult();
    }

    private void Show(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _transcript.Write(bytes);
            _screen.Feed(bytes);
            _waiting.RemoveAll(waiting => waiting.Done.Task.IsCompleted || (waiting.Seen(_screen) && waiting.Done.TrySetResult()));
        }
    }

    private InvalidOperationException Unseen(string complaint, string what) => new($"{complaint} {what}. The screen:\n{Text}");

    private static SafeFileHandle OpenMaster(out string name)
    {
        const int ReadWrite = 2, NotControlling = 0x100, CloseOnExec = 0x80000;
        SafeFileHandle master = OpenPseudoTerminal(ReadWrite | NotControlling | CloseOnExec);
        byte[] path = new byte[128];
        if (master.IsInvalid || Grant(master) != 0 || Unlock(master) != 0 || NameOf(master, path, (nuint)path.Length) != 0)
            throw new InvalidOperationException("This machine gives no pseudo terminal.");
        name = Encoding.UTF8.GetString(path.AsSpan(0, path.AsSpan().IndexOf((byte)0)));
        return master;
    }

    private static void SetSize(SafeFileHandle master, int columns, int rows)
    {
        const nuint SetWindowSize = 0x5414;
        ushort[] size = [(ushort)rows, (ushort)columns, 0, 0];
        if (Control(master, SetWindowSize, size) != 0) throw new InvalidOperationException("The pseudo terminal takes no size.");
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial SafeFileHandle OpenPseudoTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(SafeFileHandle master, Span<byte> name, nuint length);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeFileHandle master, nuint request, ReadOnlySpan<ushort> size);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle master, Span<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle master, ReadOnlySpan<byte> bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
