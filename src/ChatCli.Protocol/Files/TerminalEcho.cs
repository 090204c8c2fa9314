using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Files;

/// <summary>Keeps the terminal on standard input from showing what is typed, between two reads too.</summary>
public sealed class TerminalEcho : IDisposable
{
    private readonly Action _giveBack;
    private readonly PosixSignalRegistration[] _ends;

    private TerminalEcho(Action giveBack)
    {
        _giveBack = giveBack;
        // A program that is ended here leaves the terminal as it was.
        _ends = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            .Select(signal => PosixSignalRegistration.Create(signal, _ => giveBack()))];
    }

    /// <summary>Turns it off until the result is disposed; null where standard input is no terminal.</summary>
    public static TerminalEcho? Hide()
    {
        if (OperatingSystem.IsWindows())
        {
            nint input = ConsoleMode.Input;
            if (!ConsoleMode.Get(input, out uint mode)) return null;
            var console = new TerminalEcho(() =>
            {
                if (OperatingSystem.IsWindows()) ConsoleMode.Set(input, mode);
            });
            ConsoleMode.Set(input, mode & ~ConsoleMode.EchoInput);
            return console;
        }
        if (TerminalSettings.Read() is not { } original) return null;
        var terminal = new TerminalEcho(() =>
        {
            if (!OperatingSystem.IsWindows()) original.Apply();
        });
        original.Hidden().Apply();
        return terminal;
    }

    public void Dispose()
    {
        _giveBack();
        foreach (PosixSignalRegistration end in _ends) end.Dispose();
    }
}
