using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChatCli.Protocol.Files;

/// <summary>
/// The settings of the terminal on standard input, on Linux (glibc and musl) and macOS: opaque bytes but for one bit, because their layout differs from
/// system to system.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class TerminalSettings
{
    /// <summary>Bytes that hold the settings of any system: 60 are needed on Linux, 72 on macOS.</summary>
    private const int Size = 256;

    private const int Input = 0;
    private const int Interrupted = 4;

    private readonly byte[] _settings;

    private TerminalSettings(byte[] settings) => _settings = settings;

    /// <summary>What they are now; null where standard input is no terminal.</summary>
    public static TerminalSettings? Read()
    {
        byte[] settings = new byte[Size];
        return GetAttributes(Input, settings) == 0 ? new TerminalSettings(settings) : null;
    }

    /// <summary>The same without echo.</summary>
    public TerminalSettings Hidden()
    {
        byte[] settings = [.. _settings];
        // ECHO in the local modes (c_lflag): the fourth of the words, 4 bytes each on Linux and 8 on macOS.
        settings[OperatingSystem.IsMacOS() ? 24 : 12] &= 0xF7;
        return new TerminalSettings(settings);
    }

    /// <summary>The same with every key given to the program as it is.</summary>
    public TerminalSettings Raw()
    {
        byte[] settings = [.. _settings];
        MakeRaw(settings);
        return new TerminalSettings(settings);
    }

    /// <summary>Makes the terminal use them.</summary>
    public void Apply()
    {
        while (SetAttributes(Input, 0, _settings) != 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
    }

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, ReadOnlySpan<byte> settings);
}
