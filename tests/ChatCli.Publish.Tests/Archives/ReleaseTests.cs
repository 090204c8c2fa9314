namespace ChatCli.Publish.Tests;

/// <summary>release.sh makes a release of all platforms, or none.</summary>
public sealed class ReleaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli release ");

    public ReleaseTests()
    {
        foreach (string script in (string[])["release.sh", "version.sh", "rid.sh"]) Write($"publish/{script}", Repository.Read($"publish/{script}"));
        Write("Directory.Build.props", "<Project>\n  <Version>1.2.3</Version>\n</Project>\n");
        Write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2027-01-31\n\n- This is new.\n\n## [1.2.30]\n\n- That was not.\n\n## [1.2.2]\n\n- That was new.\n");
        foreach (string rid in Run.Program("/bin/sh", [PathOf("publish/rid.sh"), "all"]).Output.Trim().Split(' '))
            Write($"publish/out/chatcli-1.2.3-{rid}.{(rid.StartsWith("win", StringComparison.Ordinal) ? "zip" : "tar.gz")}", rid);
        Write("tools/gh", "#!/bin/sh\n{ echo \"$*\"; cat; } >../../said\n");
        Run.Program("chmod", ["+x", PathOf("tools/gh")]);
    }

    [Test]
    public async Task A_release_has_all_archives_their_sums_and_what_is_new()
    {
        await Assert.That(Release("v1.2.3").All).IsEqualTo("0 ");

        string[] said = await File.ReadAllLinesAsync(PathOf("said"));
        await Assert.That(said[0]).StartsWith("release create v1.2.3 --verify-tag --title ChatCli 1.2.3 --notes-file - ");
        await Assert.That(said[0].Split(' ').Count(word => word.StartsWith("chatcli-1.2.3-", StringComparison.Ordinal))).IsEqualTo(7);
        await Assert.That(said[0]).EndsWith(" SHA256SUMS");
        await Assert.That(string.Join('|', said[1..])).IsEqualTo("|- This is new.");
        Run sums = Run.Program("sha256sum", ["--quiet", "-c", "SHA256SUMS"], PathOf("publish/out"));
        await Assert.That(sums.All).IsEqualTo("0 ");
        await Assert.That(File.ReadAllLines(PathOf("publish/out/SHA256SUMS")).Length).IsEqualTo(7);
    }

    [Test]
    public async Task A_tag_of_another_version_makes_none()
    {
        await RefusesAsync("v1.2.4", "the tag is v1.2.4, but Directory.Build.props has version 1.2.3");
    }

    [Test]
    public async Task A_missing_platform_makes_none()
    {
        File.Delete(PathOf("publish/out/chatcli-1.2.3-osx-x64.tar.gz"));

        await RefusesAsync("v1.2.3", "publish/out has no archive for osx-x64");
    }

    [Test]
    public async Task An_archive_for_Windows_that_Linux_has_linked_is_not_released()
    {
        File.Move(PathOf("publish/out/chatcli-1.2.3-win-x64.zip"), PathOf("publish/out/chatcli-1.2.3-win-x64-linked-on-linux.zip"));

        await Assert.That(Run.Program("/bin/sh", [PathOf("publish/version.sh"), "archive", "win-x64"]).Output).IsEqualTo("chatcli-1.2.3-win-x64-linked-on-linux\n");
        await RefusesAsync("v1.2.3", "publish/out has no archive for win-x64");
    }

    [Test]
    [Arguments("## [Unreleased]\n\n- This is new.\n", "CHANGELOG.md has no section for 1.2.3")]
    [Arguments("## [1.2.2]\n\n- That was new.\n", "CHANGELOG.md has no section for 1.2.3")]
    public async Task A_changelog_that_does_not_know_of_it_makes_none(string changelog, string complaint)
    {
        Write("CHANGELOG.md", changelog);

        await RefusesAsync("v1.2.3", complaint);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    private Run Release(string tag) => Run.Program("/bin/sh", [PathOf("publish/release.sh"), tag], null,
        ("PATH", $"{PathOf("tools")}:{Environment.GetEnvironmentVariable("PATH")}"));

    private async Task RefusesAsync(string tag, string complaint)
    {
        await Assert.That(Release(tag).All).IsEqualTo($"1 release: {complaint}\n");
        await Assert.That(File.Exists(PathOf("said"))).IsFalse();
    }
}
