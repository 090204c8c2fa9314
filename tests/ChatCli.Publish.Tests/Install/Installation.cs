namespace ChatCli.Publish.Tests;

/// <summary>A folder into which install.sh installs, as root or as somebody else, whoever runs the tests.</summary>
internal sealed class Installation : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli install ");

    public Installation()
    {
        // Who the script takes itself for.
        Directory.CreateDirectory(PathOf("tools"));
        WriteTool("id", "echo ${USER_ID-1000}");
    }

    /// <summary>The prefix.</summary>
    public string Prefix => PathOf("prefix of ours");

    /// <summary>What was installed: for each file its mode and name, for a link what it points to, for a folder its name, in order.</summary>
    public string Tree => string.Join('\n', Directory.Exists(Prefix)
        ? new DirectoryInfo(Prefix).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
            .Select(entry => (entry, name: Path.GetRelativePath(Prefix, entry.FullName)))
            .Select(pair => pair.entry.LinkTarget is { } target ? $"{pair.name} -> {target}"
                : pair.entry is DirectoryInfo ? $"{pair.name}/"
                : $"{Convert.ToString((int)pair.entry.UnixFileMode, 8)} {pair.name}")
        : ["(nothing)"]);

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Installed(string name) => Path.Combine(Prefix, name);

    /// <summary>Makes a file of somebody else.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Installed(name))!);
        File.WriteAllText(Installed(name), text);
    }

    /// <summary>Puts a command before those of the machine.</summary>
    public void WriteTool(string name, string script)
    {
        string path = PathOf($"tools/{name}");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        Run.Program("chmod", ["+x", path]);
    }

    /// <summary>Runs an archive's install.sh for the prefix.</summary>
    public Run Install(Archive archive, params string[] arguments) =>
        RunScript(archive.PathOf("install.sh"), ["--prefix", Prefix, .. arguments]);

    public Run RunScript(string script, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Run.Program("/bin/sh", [script, .. arguments], _folder.FullName,
            [("PATH", $"{PathOf("tools")}:{Environment.GetEnvironmentVariable("PATH")}"), ("HOME", PathOf("home")), .. environment]);

    public void Dispose() => _folder.Delete(recursive: true);
}
