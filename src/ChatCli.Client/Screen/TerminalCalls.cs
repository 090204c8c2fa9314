using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChatCli.Client.Screen;

/// <summary>The few calls of the C library that a terminal needs, on Linux (glibc and musl) and macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class TerminalCalls
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Interrupted = 4;
    private const short Readable = 1;
    private const short Writable = 4;

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    private static int StopSignal => OperatingSystem.IsMacOS() ? 18 : 20;

    /// <summary>The next bytes, waiting for them; 0 when the terminal is gone.</summary>
    public static int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint read = ReadDescriptor(Input, buffer, (nuint)buffer.Length);
            if (read >= 0) return (int)read;
            int error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock) Wait(Input, Readable, Timeout.Infinite);
            else if (error != Interrupted) return 0;
        }
    }

    /// <summary>False when nothing can be read within so many milliseconds.</summary>
    public static bool CanRead(int milliseconds) => Wait(Input, Readable, milliseconds) != 0;

    /// <summary>Writes all of it; false when the terminal is gone.</summary>
    public static bool Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written = WriteDescriptor(Output, bytes, (nuint)bytes.Length);
            if (written > 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            // Whoever shares the terminal may have made it non-blocking.
            if (error == WouldBlock) Wait(Output, Writable, Timeout.Infinite);
            else if (error != Interrupted) return false;
        }
        return true;
    }

    /// <summary>The width of the terminal, 0 when it does not say.</summary>
    public static int Columns()
    {
        Span<ushort> size = stackalloc ushort[4];
        size.Clear();
        // TIOCGWINSZ. On Apple's ARM the variable arguments of a C function are on the stack, behind the eight registers.
        int result = !OperatingSystem.IsMacOS() ? Control(Output, 0x5413, size)
            : RuntimeInformation.ProcessArchitecture != Architecture.Arm64 ? Control(Output, 0x40087468, size)
            : ControlApple(Output, 0x40087468, 0, 0, 0, 0, 0, 0, size);
        return result == 0 ? size[1] : 0;
    }

    /// <summary>
    /// Stops the whole job, as the terminal itself would for Ctrl-Z, and returns when it is continued; at once when there is no shell
    /// that could continue it.
    /// </summary>
    public static void StopJob()
    {
        // The others first, so that this process is stopped inside its own call and nowhere else.
        SetHandler(StopSignal, 1);
        _ = SendSignal(0, StopSignal);
        SetHandler(StopSignal, 0);
        _ = RaiseSignal(StopSignal);
    }

    private static int Wait(int descriptor, short events, int milliseconds)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = events };
        return Poll(ref poll, 1, milliseconds);
    }

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadDescriptor(int descriptor, Span<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteDescriptor(int descriptor, ReadOnlySpan<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, Span<ushort> size);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlApple(int descriptor, nuint request, nint c, nint d, nint e, nint f, nint g, nint h, Span<ushort> size);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int RaiseSignal(int signal);
}
