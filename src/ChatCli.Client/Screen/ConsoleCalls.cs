using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ChatCli.Protocol.Files;

namespace ChatCli.Client.Screen;

/// <summary>One thing that a Windows console reports (INPUT_RECORD): what is pressed, or only what it is about.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConsoleRecord
{
    public const ushort Key = 1;
    public const ushort Size = 4;

    public ushort Type;
    public int IsDown;
    public ushort Repetitions;
    public ushort VirtualKey;
    public ushort ScanCode;

    /// <summary>A UTF-16 unit; 0 for a key that is no character.</summary>
    public ushort Unit;

    public uint Modifiers;
}

/// <summary>The few calls that a console needs on Windows. <see cref="TerminalCalls"/> are those elsewhere.</summary>
[SupportedOSPlatform("windows")]
internal static partial class ConsoleCalls
{
    private const int WaitTimedOut = 0x102;
    private const int OperationAborted = 995;

    /// <summary>What one call may write with room to spare on every version.</summary>
    private const int MostWritten = 8 * 1024;

    /// <summary>Reads what the console reports, waiting for something; none when it is gone.</summary>
    public static ReadOnlySpan<ConsoleRecord> Read(Span<ConsoleRecord> records) =>
        ReadRecords(ConsoleMode.Input, records, (uint)records.Length, out uint read) ? records[..(int)read] : [];

    /// <summary>Reads a line that is edited and shown by the console itself, or part of a long one; 0 when it is gone.</summary>
    public static int ReadLine(Span<char> units)
    {
        while (true)
        {
            bool isRead = ReadUnits(ConsoleMode.Input, units, (uint)units.Length, out uint read, 0);
            if (isRead && read > 0) return (int)read;
            // Ctrl-C, which has its own way of being told.
            if (Marshal.GetLastPInvokeError() != OperationAborted) return 0;
        }
    }

    /// <summary>False when the console reports nothing within so many milliseconds.</summary>
    public static bool CanRead(int milliseconds) => Wait(ConsoleMode.Input, milliseconds) != WaitTimedOut;

    /// <summary>Writes all of it; false when the console is gone.</summary>
    public static bool Write(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int length = Math.Min(text.Length, MostWritten);
            if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
            if (!WriteUnits(ConsoleMode.Output, text[..length], (uint)length, out uint written, 0) || written == 0) return false;
            text = text[(int)written..];
        }
        return true;
    }

    /// <summary>The width of the window, 0 when the console does not say.</summary>
    public static int Columns() => GetInfo(ConsoleMode.Output, out ScreenInfo info) ? info.Right - info.Left + 1 : 0;

    /// <summary>CONSOLE_SCREEN_BUFFER_INFO.</summary>
    private struct ScreenInfo
    {
        public short Width, Height;
        public short CursorColumn, CursorRow;
        public ushort Attributes;
        public short Left, Top, Right, Bottom;
        public short LargestWidth, LargestHeight;
    }

    [LibraryImport("kernel32", EntryPoint = "ReadConsoleInputW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReadRecords(nint handle, Span<ConsoleRecord> records, uint length, out uint read);

    [LibraryImport("kernel32", EntryPoint = "ReadConsoleW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReadUnits(nint handle, Span<char> units, uint length, out uint read, nint control);

    [LibraryImport("kernel32", EntryPoint = "WriteConsoleW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteUnits(nint handle, ReadOnlySpan<char> units, uint length, out uint written, nint reserved);

    [LibraryImport("kernel32", EntryPoint = "WaitForSingleObject")]
    private static partial int Wait(nint handle, int milliseconds);

    [LibraryImport("kernel32", EntryPoint = "GetConsoleScreenBufferInfo")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetInfo(nint handle, out ScreenInfo info);
}
