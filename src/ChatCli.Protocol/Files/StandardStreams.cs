using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Files;

/// <summary>Standard input, output and error of a program that was started without some of them (<c>2&gt;&amp;-</c>).</summary>
public static partial class StandardStreams
{
    private const int Input = 0, Output = 1, Error = 2;
    private const int GetFlags = 3;
    private const int AccessMode = 3;
    private const int ReadAndWrite = 2;

    /// <summary>
    /// What is written where nothing is goes nowhere, in place of ending the program, or of ending up in a file or connection that got the number later.
    /// To be called first of all.
    /// </summary>
    public static void Settle()
    {
        if (OperatingSystem.IsWindows()) return;
        // In this order: what is opened gets the lowest number that is free.
        for (int descriptor = Input; descriptor <= Error; descriptor++)
        {
            if (Control(descriptor, GetFlags) < 0) _ = Open("/dev/null", ReadAndWrite);
        }
        // What the runtime itself has opened for reading may have got the number before.
        if (!IsWritable(Output)) Console.SetOut(TextWriter.Null);
        if (!IsWritable(Error)) Console.SetError(TextWriter.Null);
    }

    /// <summary>False when there was no standard input, and the runtime has got its number for a source of randomness.</summary>
    public static bool HasInput
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return true;
            try
            {
                return File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)?.FullName != "/dev/urandom";
            }
            catch (IOException)
            {
                // Where there is no /proc it cannot be known.
                return true;
            }
        }
    }

    /// <summary>
    /// Writes a line to standard output or error; null, or why that cannot be done, as on a full disk. That nobody reads a pipe any more is not told.
    /// </summary>
    public static string? TryWriteLine(TextWriter stream, string line)
    {
        try
        {
            stream.WriteLine(line);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        catch (ArgumentOutOfRangeException)
        {
            return FileSizeLimit.Problem;
        }
    }

    private static bool IsWritable(int descriptor) => (Control(descriptor, GetFlags) & AccessMode) != 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
