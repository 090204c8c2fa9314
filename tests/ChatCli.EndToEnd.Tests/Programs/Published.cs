using System.Runtime.InteropServices;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Where the published executables are, which all of these tests start.</summary>
internal static class Published
{
    /// <summary>The folder of the sources.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Client { get; } = Find("chatcli");

    public static string Server { get; } = Find("chatcli-server");

    /// <summary>Where the two are.</summary>
    public static string Folder => Path.GetDirectoryName(Server)!;

    /// <summary>Not a product: kills them and shows that no message is lost.</summary>
    public static string Torture => Find("chatcli-torture", "tools");

    private static string Find(string program)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return Find(program, $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");
    }

    private static string Find(string program, string kind)
    {
        string name = OperatingSystem.IsWindows() ? $"{program}.exe" : program;
        string path = Path.Combine(Repository, "publish", "out", kind, name);
        return File.Exists(path) ? path : throw new InvalidOperationException("run make publish publish-torture first");
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ChatCli.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run in the repository.");
    }
}
