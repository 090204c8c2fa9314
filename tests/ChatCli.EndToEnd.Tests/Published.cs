using System.Runtime.InteropServices;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Where the published executables are, which all of these tests start.</summary>
internal static class Published
{
    public static string Client { get; } = Find("chatcli");

    public static string Server { get; } = Find("chatcli-server");

    private static string Find(string program)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string rid = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string name = OperatingSystem.IsWindows() ? $"{program}.exe" : program;
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ChatCli.sln"))) folder = folder.Parent;
        string path = Path.Combine(folder?.FullName ?? ".", "publish", "out", rid, name);
        return File.Exists(path) ? path : throw new InvalidOperationException("run make publish first");
    }
}
