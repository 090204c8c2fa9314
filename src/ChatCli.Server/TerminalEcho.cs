using System.Runtime.InteropServices;

namespace ChatCli.Server;

/// <summary>Keeps the terminal on standard input (Linux, macOS) from showing what is typed, also from before the prompt on and between two keys.</summary>
internal sealed partial class TerminalEcho : IDisposable
{
    /// <summary>Bytes that hold the terminal settings of any system: 60 are needed on Linux, 72 on macOS.</summary>
    private const int SettingsSize = 256;

    private readonly byte[] _original;
    private readonly PosixSignalRegistration[] _ends;

    private TerminalEcho(byte[] original)
    {
        _original = original;
        // Whoever ends the program here gets the terminal back as it was.
        _ends = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            .Select(signal => PosixSignalRegistration.Create(signal, _ => SetAttributes(0, 0, _original)))];
    }

    /// <summary>Turns it off until the result is disposed; null where standard input is no terminal.</summary>
    public static TerminalEcho? Hide()
    {
        byte[] settings = new byte[SettingsSize];
        if (GetAttributes(0, settings) != 0) return null;
        var echo = new TerminalEcho([.. settings]);
        // ECHO in the local modes (c_lflag): the fourth of the words, 4 bytes each on Linux and 8 on macOS.
        settings[OperatingSystem.IsMacOS() ? 24 : 12] &= 0xF7;
        _ = SetAttributes(0, 0, settings);
        return echo;
    }

    public void Dispose()
    {
        _ = SetAttributes(0, 0, _original);
        foreach (PosixSignalRegistration end in _ends) end.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, ReadOnlySpan<byte> settings);
}
