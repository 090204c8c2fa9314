using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChatCli.Protocol.Files;

/// <summary>How a Windows console treats input and output. <see cref="TerminalSettings"/> are its counterpart elsewhere.</summary>
[SupportedOSPlatform("windows")]
public static partial class ConsoleMode
{
    // ENABLE_..., of the input and of the output.
    public const uint ProcessedInput = 0x1;
    public const uint LineInput = 0x2;
    public const uint EchoInput = 0x4;
    public const uint WindowInput = 0x8;
    public const uint MouseInput = 0x10;
    public const uint TerminalInput = 0x200;
    public const uint ProcessedOutput = 0x1;
    public const uint WrapOutput = 0x2;
    public const uint TerminalOutput = 0x4;
    public const uint NoReturnAtLineFeed = 0x8;

    /// <summary>The handle of standard input.</summary>
    public static nint Input => GetHandle(-10);

    /// <summary>The handle of standard output.</summary>
    public static nint Output => GetHandle(-11);

    /// <summary>False where the handle is no console.</summary>
    [LibraryImport("kernel32", EntryPoint = "GetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Get(nint handle, out uint mode);

    /// <summary>False where the console does not know such a mode.</summary>
    [LibraryImport("kernel32", EntryPoint = "SetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Set(nint handle, uint mode);

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint GetHandle(int which);
}
