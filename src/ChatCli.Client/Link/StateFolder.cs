using System.Globalization;
using System.Text;

namespace ChatCli.Client.Link;

/// <summary>Where this program keeps what it remembers of a user from one run to the next.</summary>
internal static class StateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The file of what was shown to a user of a server.</summary>
    public static string SeenFile(string host, int port, string user) =>
        Path.Combine(Root(), $"{FileName(host)}_{port.ToString(CultureInfo.InvariantCulture)}", $"{FileName(user)}.seen");

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

    // XDG Base Directory Specification 0.8: a relative path is to be ignored.
    private static string Root()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "chatcli");
        string? given = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return Path.IsPathRooted(given)
            ? Path.Combine(given, "chatcli")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "chatcli");
    }
}
