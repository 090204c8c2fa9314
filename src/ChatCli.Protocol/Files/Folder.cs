using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Files;

/// <summary>Makes the names in a folder last.</summary>
public static partial class Folder
{
    /// <summary>Returns when the new names are on the disk. Throws <see cref="IOException"/>. Windows has no such call, and needs none.</summary>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(path, 0);
        if (descriptor < 0) throw new IOException($"cannot open the folder {path}");
        try
        {
            if (Sync(descriptor) != 0) throw new IOException($"cannot sync the folder {path}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
