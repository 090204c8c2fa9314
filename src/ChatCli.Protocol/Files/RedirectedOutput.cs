using System.Text;

namespace ChatCli.Protocol.Files;

/// <summary>What a program writes to a file or pipe: UTF-8 on every system.</summary>
public static class RedirectedOutput
{
    /// <summary>To be called first thing in a program. Without it Windows would write in the code page of whatever console there is.</summary>
    public static void UseUtf8()
    {
        if (!OperatingSystem.IsWindows()) return;
        if (Console.IsOutputRedirected) Console.SetOut(Writer(Console.OpenStandardOutput()));
        if (Console.IsErrorRedirected) Console.SetError(Writer(Console.OpenStandardError()));
    }

    private static TextWriter Writer(Stream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
}
