namespace ChatCli.Load;

/// <summary>What the kernel allows this process; the servers inherit it.</summary>
internal static class ProcessLimits
{
    private const string OpenFilesLine = "Max open files";

    /// <summary>How many files and sockets may be open at once. The runtime has raised the soft limit to the hard one.</summary>
    public static long OpenFiles()
    {
        string line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith(OpenFilesLine, StringComparison.Ordinal));
        string soft = line[OpenFilesLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, out long limit) ? limit : long.MaxValue;
    }
}
