using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ChatCli.Protocol.Files;

namespace ChatCli.Client.Screen;

/// <summary>
/// The console that this program runs in, on Windows: key by key while it is ours, as it was before whenever it is not. It takes the control
/// sequences that terminals take, which consoles know since Windows 10. Opened by <see cref="UserInterface"/>, used by one <see cref="ChatScreen"/>.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class ConsoleTerminal : ITerminal
{
    private const string BracketedPasteOn = "\e[?2004h";
    private const string BracketedPasteOff = "\e[?2004l";
    private const int UsualColumns = 80;
    private const int PauseMilliseconds = 100;
    private const int InterruptedStatus = 130;
    private const int RecordsAtOnce = 256;

    private readonly uint _originalInput;
    private readonly uint _originalOutput;
    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private ITerminalListener? _listener;
    private bool _isOurs;
    private volatile bool _gone;
    private volatile bool _closing;

    private ConsoleTerminal(uint originalInput, uint originalOutput) => (_originalInput, _originalOutput) = (originalInput, originalOutput);

    /// <summary>The console on standard input and output; null when there is none, or one that knows no control sequences.</summary>
    public static ConsoleTerminal? Open()
    {
        if (!ConsoleMode.Get(ConsoleMode.Input, out uint input) || !ConsoleMode.Get(ConsoleMode.Output, out uint output)) return null;
        if (!SetOutput(output)) return null;
        ConsoleMode.Set(ConsoleMode.Output, output);
        return new ConsoleTerminal(input, output);
    }

    public int Columns => ConsoleCalls.Columns() is > 0 and int columns ? columns : UsualColumns;

    public void Start(ITerminalListener listener)
    {
        _listener = listener;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
        // The window is closed; Ctrl-Break.
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnClosed));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => GiveBack()));
        TakeOver();
        new Thread(ReadAll) { IsBackground = true, Name = "console input" }.Start();
    }

    public void Write(ReadOnlySpan<char> text)
    {
        if (!_gone && !ConsoleCalls.Write(text)) _gone = true;
    }

    /// <summary>Windows stops no programs: nothing happens.</summary>
    public void Suspend()
    {
    }

    public void Quit()
    {
        GiveBack();
        Environment.Exit(InterruptedStatus);
    }

    public void Dispose()
    {
        GiveBack();
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
        // Windows takes no handler back while one runs.
        if (_closing) return;
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _signals.Clear();
    }

    /// <summary>False when the console knows no control sequences.</summary>
    private static bool SetOutput(uint original)
    {
        uint mode = original | ConsoleMode.ProcessedOutput | ConsoleMode.WrapOutput | ConsoleMode.TerminalOutput;
        return ConsoleMode.Set(ConsoleMode.Output, mode | ConsoleMode.NoReturnAtLineFeed) || ConsoleMode.Set(ConsoleMode.Output, mode);
    }

    private void TakeOver()
    {
        lock (_lock)
        {
            uint keys = (_originalInput | ConsoleMode.WindowInput)
                & ~(ConsoleMode.ProcessedInput | ConsoleMode.LineInput | ConsoleMode.EchoInput | ConsoleMode.MouseInput);
            // With it a console tells what is pasted from what is typed; without it, it still tells every key.
            if (!ConsoleMode.Set(ConsoleMode.Input, keys | ConsoleMode.TerminalInput)) ConsoleMode.Set(ConsoleMode.Input, keys);
            SetOutput(_originalOutput);
            _isOurs = true;
            Write(BracketedPasteOn);
        }
    }

    private void GiveBack()
    {
        lock (_lock)
        {
            if (!_isOurs) return;
            _isOurs = false;
            Write(BracketedPasteOff);
            ConsoleMode.Set(ConsoleMode.Output, _originalOutput);
            ConsoleMode.Set(ConsoleMode.Input, _originalInput);
        }
    }

    private void ReadAll()
    {
        var keys = new ConsoleKeys();
        var bytes = new ArrayBufferWriter<byte>();
        var buffer = new ConsoleRecord[RecordsAtOnce];
        while (ConsoleCalls.Read(buffer) is { IsEmpty: false } records)
        {
            bool isResized = false;
            foreach (ref readonly ConsoleRecord record in records)
            {
                isResized |= record.Type == ConsoleRecord.Size;
                keys.Add(record, bytes);
            }
            if (isResized) _listener!.Redraw();
            if (bytes.WrittenCount == 0) continue;
            _listener!.Received(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
            if (!ConsoleCalls.CanRead(PauseMilliseconds)) _listener.Paused();
        }
        _listener!.Ended();
    }

    private void OnClosed(PosixSignalContext context)
    {
        _closing = true;
        context.Cancel = true;
        _listener!.Ended();
        // Windows ends the process when this returns, and after five seconds in any case: Main is to come first, with the log-out.
        Thread.Sleep(Timeout.Infinite);
    }

    private void OnUnhandledException(object sender, UnhandledExceptionEventArgs e) => GiveBack();
}
