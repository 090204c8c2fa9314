using System.Runtime.InteropServices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;

namespace ChatCli.Server.Storage;

/// <summary>Replaces a file so that after a crash at any moment the old or the new one is there, whole.</summary>
internal static partial class DurableFile
{
    /// <summary>
    /// Writes beside the file, syncs, renames over it and syncs the folder; mode and owner stay. The caller MUST hold the lock of
    /// the file's writers. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>; then the file is unchanged.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="like">A file whose owner a new one gets.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, string? like = null)
    {
        string target = Target(path);
        Put(WriteBeside(target, content, like), target);
    }

    /// <summary>The same; false, and the file is unchanged, when at the last moment it may not be replaced any more.</summary>
    public static bool TryReplace(string path, ReadOnlySpan<byte> content, Func<bool> mayReplace)
    {
        string target = Target(path);
        string beside = WriteBeside(target, content, like: null);
        if (mayReplace())
        {
            Put(beside, target);
            return true;
        }
        File.Delete(beside);
        return false;
    }

    /// <summary>The file itself where the path names a link, else the path. The file need not exist.</summary>
    public static string Target(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Gives a file the owner of another one, if there is one.</summary>
    public static void GiveOwner(string path, string like)
    {
        if (OperatingSystem.IsWindows()) return;
        if (SystemNative.Stat(like, out SystemNative.FileStatus old) != 0) return;
        if (SystemNative.Stat(path, out SystemNative.FileStatus made) != 0) return;
        if ((old.Uid, old.Gid) != (made.Uid, made.Gid) && Libc.ChangeOwner(path, old.Uid, old.Gid) != 0)
            throw new UnauthorizedAccessException($"cannot give {path} the owner of {like}");
    }

    private static string WriteBeside(string target, ReadOnlySpan<byte> content, string? like)
    {
        string beside = target + ".new";
        File.Delete(beside);
        using var file = new FileStream(beside, NewFile(target));
        // The mode given at creation was cut by the umask.
        if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
        GiveOwner(beside, File.Exists(target) ? target : like ?? target);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return beside;
    }

    private static void Put(string beside, string target)
    {
        FileReplacement.Move(beside, target);
        SyncFolder(Path.GetDirectoryName(target)!);
    }

    private static FileStreamOptions NewFile(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.Exists(target)
                ? File.GetUnixFileMode(target)
                : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return options;
    }

    /// <summary>Makes new names in a folder last. Throws <see cref="IOException"/>.</summary>
    public static void SyncFolder(string folder)
    {
        // Windows has no such call, and needs none.
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Libc.Open(folder, 0);
        if (descriptor < 0) throw new IOException($"cannot open the folder {folder}");
        try
        {
            if (Libc.Sync(descriptor) != 0) throw new IOException($"cannot sync the folder {folder}");
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int ChangeOwner(string path, uint user, uint group);

        [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync")]
        public static partial int Sync(int descriptor);

        [LibraryImport("libc", EntryPoint = "close")]
        public static partial int Close(int descriptor);
    }

    /// <summary>The runtime's own stat: the C library's has no stable name or layout over the versions that we run on.</summary>
    private static partial class SystemNative
    {
        [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Stat(string path, out FileStatus status);

        [StructLayout(LayoutKind.Sequential)]
        public struct FileStatus
        {
            public int Flags;
            public int Mode;
            public uint Uid;
            public uint Gid;
            public Rest Unread;
        }

        [System.Runtime.CompilerServices.InlineArray(24)]
        public struct Rest
        {
            private long _first;
        }
    }
}
