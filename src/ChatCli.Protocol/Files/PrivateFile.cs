namespace ChatCli.Protocol.Files;

/// <summary>A file that its owner alone may read.</summary>
public static class PrivateFile
{
    /// <summary>Opens a file for writing that nobody else of these programs has open; a new one is its owner's alone. Throws what files throw.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
