namespace ChatCli.Publish.Tests;

/// <summary>What install.sh refuses, it refuses in one line and before it has changed anything.</summary>
public sealed class InstallFailureTests : IDisposable
{
    private readonly Archive _archive = Archive.Make();
    private readonly Installation _installation = new();

    [Test]
    public async Task A_damaged_file_is_not_installed()
    {
        _archive.Write("completions/_chatcli", "something else");

        await RefusesAsync($"{_archive.PathOf("completions/_chatcli")} is damaged; download the archive again");
    }

    [Test]
    public async Task A_file_without_a_sum_is_not_installed()
    {
        string[] sums = await File.ReadAllLinesAsync(_archive.PathOf("SHA256SUMS"));
        await File.WriteAllLinesAsync(_archive.PathOf("SHA256SUMS"), sums.Where(line => !line.EndsWith("  chatcli", StringComparison.Ordinal)));

        await RefusesAsync("SHA256SUMS does not list chatcli; download the archive again");
    }

    [Test]
    public async Task Without_sums_nothing_is_installed()
    {
        File.Delete(_archive.PathOf("SHA256SUMS"));

        await RefusesAsync($"{_archive.PathOf("SHA256SUMS")} is missing; unpack the whole archive");
    }

    [Test]
    public async Task Half_an_archive_is_not_installed()
    {
        File.Delete(_archive.PathOf("LICENSE"));

        await RefusesAsync($"{_archive.PathOf("LICENSE")} is missing; unpack the whole archive");
    }

    [Test]
    public async Task A_file_of_somebody_else_is_not_overwritten()
    {
        _installation.Write("bin/chatcli", "of somebody else");

        await RefusesAsync($"{_installation.Installed("bin/chatcli")} exists and was not installed by ChatCli; remove it first", "bin/\n644 bin/chatcli");
    }

    [Test]
    public async Task Where_no_folder_can_be_made_it_says_so()
    {
        await File.WriteAllTextAsync(_installation.Prefix, "a file");

        Run run = _installation.Install(_archive);

        await Assert.That(run.All).IsEqualTo($"1 install.sh: cannot create the folder {_installation.Prefix}\n");
    }

    [Test]
    public async Task Where_nothing_was_installed_there_is_nothing_to_remove()
    {
        Run run = _installation.Install(_archive, "--uninstall");

        await Assert.That(run.All).IsEqualTo(
            $"1 install.sh: ChatCli is not installed in {_installation.Prefix}: {_installation.Prefix}/share/chatcli/manifest does not exist\n");
    }

    [Test]
    public async Task The_accounts_in_the_folder_may_have_changed()
    {
        // Who tried the server before installing it has new accounts there.
        _archive.Write("credentials.txt", "somebody new");

        await Assert.That(_installation.Install(_archive).Status).IsEqualTo(0);
    }

    [Test]
    [Arguments("--frob", "unexpected argument \"--frob\"")]
    [Arguments("--prefix", "missing value for --prefix")]
    [Arguments("somewhere", "unexpected argument \"somewhere\"")]
    public async Task A_wrong_command_line_gets_one_line_and_the_usage(string argument, string complaint)
    {
        Run run = _installation.RunScript(_archive.PathOf("install.sh"), [argument]);

        await Assert.That(run.All).StartsWith($"2 install.sh: {complaint}\nUsage: sh install.sh ");
    }

    /// <summary>Each sum command alone, by a stand-in that the machine's own one does the work for.</summary>
    [Test]
    [Arguments("sha256sum", "exec /SUM")]
    [Arguments("shasum", "[ \"$*\" = '-a 256' ] && exec /SUM")]
    [Arguments("openssl", "[ \"$*\" = 'dgst -sha256 -r' ] && /SUM | sed 's/  -/ *stdin/'")]
    public async Task Any_command_that_makes_sums_will_do(string name, string script)
    {
        string path = ToolsWithoutSums();
        _installation.WriteTool(name, script.Replace("/SUM", Which("sha256sum")));

        Run run = _installation.RunScript(_archive.PathOf("install.sh"), ["--prefix", _installation.Prefix], ("PATH", path));

        await Assert.That(run.Errors).IsEqualTo("");
        await Assert.That(run.Status).IsEqualTo(0);
    }

    [Test]
    public async Task Without_a_command_that_makes_sums_nothing_is_installed()
    {
        Run run = _installation.RunScript(_archive.PathOf("install.sh"), ["--prefix", _installation.Prefix], ("PATH", ToolsWithoutSums()));

        await Assert.That(run.All).IsEqualTo("1 install.sh: cannot check the archive: install sha256sum, shasum or openssl\n");
    }

    public void Dispose()
    {
        _archive.Dispose();
        _installation.Dispose();
    }

    private static string Which(string command) => Run.Sh($"command -v {command}").Output.Trim();

    /// <summary>A PATH of the commands that the script needs, but for those that make sums.</summary>
    private string ToolsWithoutSums()
    {
        foreach (string command in (string[])["cat", "chmod", "cp", "cut", "dirname", "grep", "ln", "mkdir", "mv", "rm", "sed", "sort"])
            File.CreateSymbolicLink(_installation.PathOf($"tools/{command}"), Which(command));
        return _installation.PathOf("tools");
    }

    private async Task RefusesAsync(string complaint, string tree = "(nothing)")
    {
        Run run = _installation.Install(_archive);

        await Assert.That(run.All).IsEqualTo($"1 install.sh: {complaint}\n");
        await Assert.That(_installation.Tree).IsEqualTo(tree);
    }
}
