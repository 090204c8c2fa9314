namespace ChatCli.Protocol.Files;

/// <summary>Renames a file over another one, also where another program is looking into it at that moment.</summary>
public static class FileReplacement
{
    private const int LongestMilliseconds = 2_000;
    private const int RetryMilliseconds = 10;

    /// <summary>
    /// Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>; then both files are as they were. On Windows nobody can replace
    /// what somebody has open, as a scanner for viruses may for a moment: there it is tried again for a while.
    /// </summary>
    public static void Move(string from, string to)
    {
        long deadline = Environment.TickCount64 + LongestMilliseconds;
        while (true)
        {
            try
            {
                File.Move(from, to, overwrite: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && MayPass(e) && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(RetryMilliseconds);
            }
        }
    }

    private static bool MayPass(Exception e) => OperatingSystem.IsWindows() && e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException);
}
