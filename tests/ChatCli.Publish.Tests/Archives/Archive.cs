using System.Security.Cryptography;

namespace ChatCli.Publish.Tests;

/// <summary>An unpacked release archive, laid out as the real one is; the one place that knows how.</summary>
internal sealed class Archive : IDisposable
{
    private readonly DirectoryInfo _above = Directory.CreateTempSubdirectory("chatcli archive ");

    private Archive()
    {
        Folder = Path.Combine(_above.FullName, "chatcli-0.0.0-test");
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    /// <summary>Lays the folder out.</summary>
    /// <param name="real">Whether with the published executables; else with small files in their places.</param>
    public static Archive Make(bool real = false)
    {
        var archive = new Archive();
        foreach (string program in (string[])[Repository.Client, Repository.Server])
        {
            string name = Path.GetFileName(program);
            if (real) File.Copy(program, archive.PathOf(name));
            else archive.Write(name, $"{name}, first version\n");
        }
        foreach (string file in (string[])["README.md", "CHANGELOG.md", "LICENSE", "publish/files/install.sh"])
            archive.Write(Path.GetFileName(file), Repository.Read(file));
        archive.Write("credentials.sample.txt", Repository.Read("credentials.txt"));
        archive.Write("THIRD-PARTY-NOTICES.txt", "Notices\n");
        foreach (string folder in (string[])["man", "completions", "systemd"])
        {
            foreach (string file in Directory.EnumerateFiles(Repository.PathOf($"publish/files/{folder}")))
                archive.Write($"{folder}/{Path.GetFileName(file)}", File.ReadAllText(file).Replace("@VERSION@", "0.0.0").Replace("@DATE@", "January 1, 2026"));
        }
        archive.WriteSums();
        return archive;
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    /// <summary>Writes SHA256SUMS for all that is there now.</summary>
    public void WriteSums()
    {
        File.Delete(PathOf("SHA256SUMS"));
        IEnumerable<string> lines = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetRelativePath(Folder, file)}\n");
        Write("SHA256SUMS", string.Concat(lines.ToArray()));
    }

    public void Dispose() => _above.Delete(recursive: true);
}
