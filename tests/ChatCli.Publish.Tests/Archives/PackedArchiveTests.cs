using System.Formats.Tar;
using System.IO.Compression;

namespace ChatCli.Publish.Tests;

/// <summary>The release archive that make publish has made.</summary>
public class PackedArchiveTests
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string Version = Run.Sh($"sh '{Repository.PathOf("publish/version.sh")}'").Output.Trim();
    private static readonly string Name = $"chatcli-{Version}-{Repository.Rid}";

    [Test]
    public async Task It_holds_what_the_installer_is_tested_with_and_belongs_to_nobody()
    {
        using Archive expected = Archive.Make();
        List<TarEntry> entries = await ReadAsync($"{Name}.tar.gz");

        string[] runnable = ["chatcli", "chatcli-server", "install.sh"];
        string[] lines = [.. Directory.EnumerateFiles(expected.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(expected.Folder, file))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Name}/{file} 0 0 {(runnable.Contains(file) ? Runnable : Readable)}")];
        await Assert.That(string.Join('\n', entries.Select(entry => $"{entry.Name} {entry.Uid} {entry.Gid} {entry.Mode}"))).IsEqualTo(string.Join('\n', lines));
        await Assert.That(entries.Select(entry => entry.ModificationTime).Distinct().Count()).IsEqualTo(1);
    }

    [Test]
    public async Task The_symbols_are_apart_and_are_those_of_the_executables()
    {
        List<TarEntry> symbols = await ReadAsync($"{Name}-symbols.tar.gz");
        await Assert.That(string.Join(' ', symbols.Select(entry => entry.Name)))
            .IsEqualTo($"{Name}-symbols/chatcli-server.dbg {Name}-symbols/chatcli.dbg");
        foreach (string program in (string[])[Repository.Client, Repository.Server])
        {
            string id = BuildId(program);
            await Assert.That(id).IsNotEmpty();
            await Assert.That(BuildId($"{program}.dbg")).IsEqualTo(id);
        }
    }

    [Test]
    public async Task The_sums_beside_it_are_right()
    {
        string folder = Repository.PathOf("publish/out");
        await Assert.That(Run.Program("sha256sum", ["--quiet", "-c", "SHA256SUMS"], folder).All).IsEqualTo("0 ");
        await Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "SHA256SUMS"))).Contains($"  {Name}.tar.gz\n");
    }

    [Test]
    public async Task Unpacked_it_holds_a_conversation_also_where_there_is_the_C_library_alone()
    {
        Run smoke = Run.Sh($"sh '{Repository.PathOf("publish/smoke.sh")}' {Repository.Rid}");

        await Assert.That(smoke.Errors).IsEmpty();
        await Assert.That(smoke.Status).IsEqualTo(0);
        await Assert.That(smoke.OutputLines[^1]).IsEqualTo($"{Name}: the scenario passed");
    }

    [Test]
    public async Task The_same_files_give_the_same_archive_whenever_and_wherever_they_are_packed()
    {
        string[] kinds = ["linux-x64", "win-x64"];
        var sums = new List<string>();
        foreach (string umask in (string[])["022", "077"])
        {
            DirectoryInfo above = Directory.CreateTempSubdirectory("chatcli pack ");
            foreach (string kind in kinds)
            {
                Run packed = Run.Sh(
                    $"umask {umask}; mkdir chatcli-1-{kind} && cd chatcli-1-{kind} && mkdir b && echo 1 >b/c && echo 2 >a && printf '' >b.d && chmod u+x a"
                    + $" && dotnet run '{Repository.PathOf("publish/pack.cs")}' \"$PWD\" 1800000000",
                    above.FullName, ("DOTNET_NOLOGO", "1"), ("HOME", Environment.GetEnvironmentVariable("HOME")!));
                await Assert.That(packed.All).IsEqualTo("0 ");
            }
            sums.Add(Run.Sh("sha256sum *.tar.gz *.zip", above.FullName).Output);
            above.Delete(recursive: true);
        }
        await Assert.That(sums[0].Split('\n').Length).IsEqualTo(kinds.Length + 1);
        await Assert.That(sums[1]).IsEqualTo(sums[0]);
    }

    private static string BuildId(string file) => Run.Sh($"readelf -n '{file}' | sed -n 's/ *Build ID: //p'").Output;

    private static async Task<List<TarEntry>> ReadAsync(string archive)
    {
        await using FileStream file = File.OpenRead(Repository.PathOf($"publish/out/{archive}"));
        await using var content = new GZipStream(file, CompressionMode.Decompress);
        await using var reader = new TarReader(content);
        var entries = new List<TarEntry>();
        while (await reader.GetNextEntryAsync() is { } entry) entries.Add(entry);
        return entries;
    }
}
