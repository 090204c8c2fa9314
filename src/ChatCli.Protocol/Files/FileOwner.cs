using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChatCli.Protocol.Files;

/// <summary>Keeps files that an administrator makes from shutting out the account that a program runs under.</summary>
public static partial class FileOwner
{
    /// <summary>Gives a file the owner of another one, if there is one. Throws <see cref="UnauthorizedAccessException"/> where that is not allowed.</summary>
    public static void Give(string path, string like)
    {
        if (OperatingSystem.IsWindows()) return;
        if (Stat(like, out FileStatus old) != 0) return;
        if (Stat(path, out FileStatus made) != 0) return;
        if ((old.Uid, old.Gid) != (made.Uid, made.Gid) && ChangeOwner(path, old.Uid, old.Gid) != 0)
            throw new UnauthorizedAccessException($"cannot give {path} the owner of {like}");
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    /// <summary>The runtime's own stat: the C library's has no stable name or layout over the versions that we run on.</summary>
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, out FileStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
        public uint Uid;
        public uint Gid;
        public Rest Unread;
    }

    [InlineArray(24)]
    private struct Rest
    {
        private long _first;
    }
}
