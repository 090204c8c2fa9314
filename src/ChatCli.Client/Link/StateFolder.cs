using System.Globalization;
using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;

namespace ChatCli.Client.Link;

/// <summary>Where this program keeps what it remembers of a user from one run to the next.</summary>
internal static class StateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The file of what was shown to a user of a server.</summary>
    public static string SeenFile(string host, int port, string user) => OfUser(host, port, user, "seen");

    /// <summary>The file of how slowly the keys of a user's password are derived.</summary>
    public static string IterationsFile(string host, int port, string user) => OfUser(host, port, user, "iterations");

    /// <summary>The file of the <see cref="KnownServers"/>: worth more than the others, and so where data is kept.</summary>
    public static string KnownServersFile() => Path.Combine(Root("XDG_DATA_HOME", "share"), "known-servers");

    /// <summary>Makes a folder of this program for its user alone, and the one above it, where they are not there yet.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        // Only the last folder of a path gets the mode.
        if (Path.GetDirectoryName(folder) is { } above) Directory.CreateDirectory(above, OwnerOnly);
        Directory.CreateDirectory(folder, OwnerOnly);
    }

    /// <summary>Replaces a file as a whole; a new one is its user's alone. Throws what files throw.</summary>
    /// <param name="path">The file; its folder is made when needed.</param>
    /// <param name="text">All that it is to hold.</param>
    /// <param name="durability">What that is to outlive.</param>
    public static void Replace(string path, string text, Durability durability)
    {
        Create(Path.GetDirectoryName(path)!);
        // Other clients of this user may be writing it too.
        string beside = string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}.tmp");
        FileReplacement.Write(path, Encoding.UTF8.GetBytes(text), durability, beside);
    }

    /// <summary>A name for a file, different for different names on file systems that ignore case too: all but lower-case letters, digits and dots inside is escaped.</summary>
    internal static string FileName(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            bool keeps = b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' || (b == '.' && safe.Length > 0);
            if (keeps) safe.Append((char)b);
            else safe.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return safe.ToString();
    }

    private static string OfUser(string host, int port, string user, string what) => Path.Combine(
        Root("XDG_STATE_HOME", "state"), $"{FileName(host)}_{port.ToString(CultureInfo.InvariantCulture)}", $"{FileName(user)}.{what}");

    // XDG Base Directory Specification 0.8: a relative path is to be ignored.
    private static string Root(string variable, string usual)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "chatcli");
        string? given = Environment.GetEnvironmentVariable(variable);
        return Path.IsPathRooted(given)
            ? Path.Combine(given, "chatcli")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", usual, "chatcli");
    }
}
