using System.Text.RegularExpressions;

namespace ChatCli.Publish.Tests;

/// <summary>The files of this repository, and the executables that were published from it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The system and processor that the executables here are for.</summary>
    public static string Rid { get; } = FindRid();

    /// <summary>The version of SQLite in the executables for Linux.</summary>
    public static string SqliteVersion { get; } =
        Regex.Match(Read("Directory.Packages.props"), "\"SQLitePCLRaw\\.lib\\.e_sqlite3\" Version=\"(.+?)\"").Groups[1].Value;

    public static string Client => Published("chatcli");

    public static string Server => Published("chatcli-server");

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string Published(string program)
    {
        string path = PathOf($"publish/out/{Rid}/{program}");
        return File.Exists(path) ? path : throw new InvalidOperationException("run make publish first");
    }

    private static string FindRid() => Run.Sh($"sh '{PathOf("publish/rid.sh")}'").Output.Trim();

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "ChatCli.sln"))) return folder;
        }
        throw new InvalidOperationException("The tests do not run in the repository.");
    }
}
