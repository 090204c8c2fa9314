namespace ChatCli.Protocol.Files;

/// <summary>
/// Replaces a file as a whole: at every moment, after a crash too, the old or the new one is there. All calls throw <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>; then the file is as it was, unless it was its folder that could not be synced.
/// </summary>
public static class FileReplacement
{
    private const int LongestMilliseconds = 2_000;
    private const int RetryMilliseconds = 10;

    /// <summary>
    /// Writes a new file beside the old one and renames it. Mode and owner stay; a new file is its owner's alone. Where the path is a link, the file that
    /// it names is replaced.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that it is to hold.</param>
    /// <param name="durability">What that is to outlive.</param>
    /// <param name="beside">
    /// The ending of the new file's name meanwhile. No two writers may use the same at once: the caller MUST hold the lock of the file's writers, or give
    /// an ending of its own.
    /// </param>
    /// <param name="ownerOf">A file whose owner a new one gets.</param>
    public static void Write(
        string path, ReadOnlySpan<byte> content, Durability durability, string beside = ".new", string? ownerOf = null) =>
        Replace(path, content, durability, beside, ownerOf, static () => true);

    /// <summary>The same, kept over a crash of the machine; false, and the file is as it was, when at the last moment it may not be replaced any more.</summary>
    public static bool TryWrite(string path, ReadOnlySpan<byte> content, Func<bool> mayReplace) =>
        Replace(path, content, Durability.Machine, ".new", ownerOf: null, mayReplace);

    /// <summary>The file itself where the path names a link, else the path. The file need not exist.</summary>
    public static string Target(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>
    /// Renames a file over another one. On Windows nobody can replace what somebody has open, as a scanner for viruses may for a moment: there it is
    /// tried again for a while.
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

    private static bool Replace(
        string path, ReadOnlySpan<byte> content, Durability durability, string beside, string? ownerOf, Func<bool> mayReplace)
    {
        string target = Target(path);
        string made = target + beside;
        // A writer that was killed may have left one.
        File.Delete(made);
        bool isReplaced = false;
        try
        {
            WriteNew(made, target, content, durability, ownerOf);
            if (!mayReplace()) return false;
            Move(made, target);
            isReplaced = true;
        }
        finally
        {
            if (!isReplaced) File.Delete(made);
        }
        if (durability == Durability.Machine) Folder.Sync(Path.GetDirectoryName(target)!);
        return true;
    }

    private static void WriteNew(string made, string target, ReadOnlySpan<byte> content, Durability durability, string? ownerOf)
    {
        using FileStream file = PrivateFile.Open(made, FileMode.CreateNew);
        bool isThere = File.Exists(target);
        if (isThere && !OperatingSystem.IsWindows()) File.SetUnixFileMode(made, File.GetUnixFileMode(target));
        FileOwner.Give(made, like: isThere ? target : ownerOf ?? target);
        try
        {
            file.Write(content);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException(FileSizeLimit.Problem, e);
        }
        if (durability == Durability.Machine) file.Flush(flushToDisk: true);
    }
}
