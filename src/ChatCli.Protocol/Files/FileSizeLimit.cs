using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Files;

/// <summary>A limit on the size of the files that a program writes (<c>ulimit -f</c>).</summary>
public static partial class FileSizeLimit
{
    /// <summary>Why a write over the limit failed, in the C library's words: the runtime reports it as an argument that is out of range.</summary>
    internal const string Problem = "File too large";

    /// <summary>SIGXFSZ, on Linux and macOS alike.</summary>
    private const int Exceeded = 25;

    private const nint Ignore = 1;

    /// <summary>Makes the limit like a full disk: the write fails, and the program goes on. By itself the signal ends it. To be called first of all.</summary>
    public static void FailWrites()
    {
        // Not by the runtime's own registration: its handler runs after the write, and when the program ends meanwhile the signal does what it does by itself.
        if (!OperatingSystem.IsWindows()) _ = SetHandler(Exceeded, Ignore);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
