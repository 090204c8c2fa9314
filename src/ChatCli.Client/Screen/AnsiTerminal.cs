using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using ChatCli.Protocol.Files;

namespace ChatCli.Client.Screen;

/// <summary>
/// The terminal that this program runs in, on Unix: raw while it is ours, as it was before whenever it is not, however the program
/// ends. Opened by <see cref="UserInterface"/>, used by one <see cref="ChatScreen"/>.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class AnsiTerminal : ITerminal
{
    private const string BracketedPasteOn = "\e[?2004h";
    private const string BracketedPasteOff = "\e[?2004l";
    private const int UsualColumns = 80;
    private const int PauseMilliseconds = 100;
    private const int InterruptedStatus = 130;

    private readonly TerminalSettings _original;
    private readonly TerminalSettings _raw;
    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private ITerminalListener? _listener;
    private bool _isRaw;
    private bool _disposed;
    private bool _askedToEnd;
    private volatile bool _gone;

    private AnsiTerminal(TerminalSettings original) => (_original, _raw) = (original, original.Raw());

    /// <summary>The terminal on standard input and output, null when there is none.</summary>
    public static AnsiTerminal? Open() => TerminalSettings.Read() is { } settings ? new AnsiTerminal(settings) : null;

    public int Columns => TerminalCalls.Columns() is > 0 and int columns ? columns : UsualColumns;

    public void Start(ITerminalListener listener)
    {
        _listener = listener;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGINT])
            _signals.Add(PosixSignalRegistration.Create(signal, OnAskedToEnd));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => GiveBack()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => listener.Redraw()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, OnContinued));
        TakeOver();
        new Thread(ReadAll) { IsBackground = true, Name = "terminal input" }.Start();
    }

    public void Write(ReadOnlySpan<char> text)
    {
        if (_gone) return;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, bytes);
        if (!TerminalCalls.Write(bytes.AsSpan(0, length))) _gone = true;
        ArrayPool<byte>.Shared.Return(bytes);
    }

    public void Suspend()
    {
        GiveBack();
        TerminalCalls.StopJob();
        TakeOver();
    }

    public void Quit()
    {
        GiveBack();
        Environment.Exit(InterruptedStatus);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            GiveBack();
            _disposed = true;
        }
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
    }

    private void TakeOver()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _raw.Apply();
            _isRaw = true;
            Write(BracketedPasteOn);
        }
    }

    private void GiveBack()
    {
        lock (_lock)
        {
            if (!_isRaw) return;
            _isRaw = false;
            _original.Apply();
            Write(BracketedPasteOff);
        }
    }

    private void ReadAll()
    {
        byte[] buffer = new byte[4096];
        int read;
        while ((read = TerminalCalls.Read(buffer)) > 0)
        {
            _listener!.Received(buffer.AsSpan(0, read));
            if (!TerminalCalls.CanRead(PauseMilliseconds)) _listener.Paused();
        }
        _listener!.Ended();
    }

    private void OnAskedToEnd(PosixSignalContext context)
    {
        // The first time the owner is to log out in order; who asks twice means at once.
        if (Interlocked.Exchange(ref _askedToEnd, true))
        {
            GiveBack();
            return;
        }
        context.Cancel = true;
        _listener!.Ended();
    }

    private void OnContinued(PosixSignalContext context)
    {
        context.Cancel = true;
        TakeOver();
        _listener!.Redraw();
    }

    private void OnUnhandledException(object sender, UnhandledExceptionEventArgs e) => GiveBack();
}
