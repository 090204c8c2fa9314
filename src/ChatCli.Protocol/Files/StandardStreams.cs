using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Files;

/// <summary>Standard input, output and error of a program, also of one that was started without some of them (<c>2&gt;&amp;-</c>).</summary>
public static partial class StandardStreams
{
    private const int Input = 0, Output = 1, Error = 2;
    private const int GetFlags = 3;
    private const int AccessMode = 3;
    private const int ReadAndWrite = 2;

    private static OutputWriter? _errors;

    /// <summary>
    /// What is written where nothing is goes nowhere, in place of ending the program, or of ending up in a file or connection that got the number later.
    /// After that <see cref="Console.Out"/> throws an <see cref="OutputException"/> where it cannot be written, and <see cref="Console.Error"/> leaves out
    /// what it cannot. To be called first of all.
    /// </summary>
    public static void Settle()
    {
        if (OperatingSystem.IsWindows())
        {
            // In place of the code page of whatever console there is; the console itself is written to by other means.
            if (Console.IsOutputRedirected) Console.SetOut(OutputText());
            if (Console.IsErrorRedirected) Console.SetError(_errors = ErrorText());
            return;
        }
        // In this order: what is opened gets the lowest number that is free.
        for (int descriptor = Input; descriptor <= Error; descriptor++)
        {
            if (Control(descriptor, GetFlags) < 0) _ = Open("/dev/null", ReadAndWrite);
        }
        // What the runtime itself has opened for reading may have got the number before.
        Console.SetOut(IsWritable(Output) ? OutputText() : TextWriter.Null);
        Console.SetError(IsWritable(Error) ? _errors = ErrorText() : TextWriter.Null);
    }

    /// <summary>Writes a line to standard error; false when that cannot be done.</summary>
    public static bool TryWriteError(string line)
    {
        if (_errors is not null) return _errors.TryWriteLine(line) is null;
        Console.Error.WriteLine(line);
        return true;
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

    private static OutputWriter OutputText() =>
        new(Console.OpenStandardOutput, static why => throw new OutputException($"standard output cannot be written: {why}"));

    private static OutputWriter ErrorText() => new(Console.OpenStandardError, static _ => { });

    private static bool IsWritable(int descriptor) => (Control(descriptor, GetFlags) & AccessMode) != 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
