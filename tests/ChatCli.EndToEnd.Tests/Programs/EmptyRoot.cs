using System.Text.RegularExpressions;

namespace ChatCli.EndToEnd.Tests;

/// <summary>A root folder in which there are the two executables and the C library alone.</summary>
internal sealed partial class EmptyRoot : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli-root-");

    private EmptyRoot(List<string> libraries) => Libraries = libraries;

    /// <summary>What the executables say that they need.</summary>
    public IReadOnlyList<string> Libraries { get; }

    public string Path => _folder.FullName;

    public static async Task<EmptyRoot> MakeAsync()
    {
        List<string> libraries = [];
        foreach (string program in (string[])[Published.Server, Published.Client])
        {
            await using ProgramRun ldd = ProgramRun.Start("ldd", [program]);
            if (await ldd.ExitStatusAsync() != 0) throw ldd.Transcript.Complaint("ldd failed");
            libraries.AddRange(ldd.Output.All.Select(line => LibraryPath().Match(line)).Where(match => match.Success).Select(match => match.Value));
        }
        var root = new EmptyRoot([.. libraries.Distinct()]);
        foreach (string library in root.Libraries) root.Copy(library, library);
        root.Copy(Published.Server, "/chatcli-server");
        root.Copy(Published.Client, "/chatcli");
        return root;
    }

    /// <summary>Whether this user may start a program with another root.</summary>
    public async Task<bool> CanBeEnteredAsync()
    {
        await using ProgramRun probe = Start("/chatcli-server", "--version");
        int status = await probe.ExitStatusAsync();
        // unshare could not do it; what the program itself says is another matter.
        return status == 0 || !probe.Errors.All.Any(line => line.StartsWith("unshare:", StringComparison.Ordinal));
    }

    /// <summary>Starts a program with this folder as its root.</summary>
    public ProgramRun Start(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? ProgramRun.Start("chroot", [Path, program, .. arguments])
        : ProgramRun.Start("unshare", ["--map-root-user", "--root", Path, program, .. arguments]);

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"/\S+(?= \(0x)")]
    private static partial Regex LibraryPath();

    private void Copy(string from, string to)
    {
        string copy = Path + to;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
        File.Copy(from, copy);
    }
}
