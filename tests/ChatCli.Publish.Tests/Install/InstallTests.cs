namespace ChatCli.Publish.Tests;

/// <summary>install.sh puts everything in its place.</summary>
public sealed class InstallTests : IDisposable
{
    private const string Everything = """
        bin/
        755 bin/chatcli
        755 bin/chatcli-server
        share/
        share/bash-completion/
        share/bash-completion/completions/
        644 share/bash-completion/completions/chatcli
        share/bash-completion/completions/chatcli-server -> chatcli
        share/chatcli/
        755 share/chatcli/install.sh
        644 share/chatcli/manifest
        share/doc/
        share/doc/chatcli/
        644 share/doc/chatcli/CHANGELOG.md
        644 share/doc/chatcli/LICENSE
        644 share/doc/chatcli/README.md
        644 share/doc/chatcli/THIRD-PARTY-NOTICES.txt
        share/fish/
        share/fish/vendor_completions.d/
        644 share/fish/vendor_completions.d/chatcli-server.fish
        644 share/fish/vendor_completions.d/chatcli.fish
        share/man/
        share/man/man1/
        644 share/man/man1/chatcli-server.1
        644 share/man/man1/chatcli.1
        share/zsh/
        share/zsh/site-functions/
        644 share/zsh/site-functions/_chatcli
        """;

    private readonly Archive _archive = Archive.Make();
    private readonly Installation _installation = new();

    [Test]
    public async Task Everything_is_put_in_its_place()
    {
        Run run = _installation.Install(_archive);

        await Assert.That(run.Errors).IsEqualTo("");
        await Assert.That(run.Status).IsEqualTo(0);
        await Assert.That(_installation.Tree).IsEqualTo(Everything);
        await Assert.That(await File.ReadAllTextAsync(_installation.Installed("bin/chatcli"))).IsEqualTo("chatcli, first version\n");
        await Assert.That(run.OutputLines).IsEquivalentTo([
            $"ChatCli is installed in {_installation.Prefix}.",
            $"{_installation.Prefix}/bin is not on your PATH; add this line to ~/.profile: PATH=\"{_installation.Prefix}/bin:$PATH\"",
        ]);
    }

    [Test]
    public async Task Nothing_is_said_of_a_PATH_that_has_the_folder()
    {
        string path = $"{_installation.Prefix}/bin:{_installation.PathOf("tools")}:{Environment.GetEnvironmentVariable("PATH")}";

        Run run = _installation.RunScript(_archive.PathOf("install.sh"), ["--prefix", _installation.Prefix], ("PATH", path));

        await Assert.That(run.All).IsEqualTo($"0 ChatCli is installed in {_installation.Prefix}.\n");
    }

    [Test]
    [Arguments("1000", "home/.local")]
    [Arguments("0", "usr/local")]
    public async Task By_itself_it_installs_for_its_user_and_root_for_all(string user, string prefix)
    {
        string above = _installation.PathOf("packed");
        string home = _installation.PathOf("home");

        Run run = _installation.RunScript(_archive.PathOf("install.sh"), [], ("USER_ID", user), ("DESTDIR", above));

        string folder = user == "0" ? $"{above}/{prefix}" : $"{above}{home}/.local";
        await Assert.That(run.All).IsEqualTo($"0 ChatCli is installed in {folder}.\n");
        await Assert.That(File.Exists($"{folder}/bin/chatcli-server")).IsTrue();
        // What it would be started by names its place.
        await Assert.That(File.Exists($"{folder}/lib/systemd/system/chatcli-server.service")).IsEqualTo(user == "0");
        await Assert.That(Directory.Exists(home)).IsFalse();
    }

    [Test]
    public async Task A_new_version_takes_the_place_of_the_old_one_and_of_what_it_has_no_more()
    {
        _installation.Install(_archive);
        _installation.Write("share/doc/chatcli/OLD", "of the old version");
        File.AppendAllText(_installation.Installed("share/chatcli/manifest"), "share/doc/chatcli/OLD\n");
        _archive.Write("chatcli", "chatcli, second version\n");
        _archive.WriteSums();

        Run run = _installation.Install(_archive);

        await Assert.That(run.Errors).IsEqualTo("");
        await Assert.That(_installation.Tree).IsEqualTo(Everything);
        await Assert.That(await File.ReadAllTextAsync(_installation.Installed("bin/chatcli"))).IsEqualTo("chatcli, second version\n");

        // It still knows which folders it has made.
        _installation.Install(_archive, "--uninstall");
        await Assert.That(_installation.Tree).IsEqualTo("");
    }

    [Test]
    public async Task A_server_that_runs_goes_on_while_its_program_is_replaced()
    {
        using Archive real = Archive.Make(real: true);
        _installation.Install(real);
        string program = _installation.Installed("bin/chatcli-server");
        using RunningServer server = await RunningServer.StartAsync(program, _installation.PathOf("data"));

        Run run = _installation.Install(real);

        await Assert.That(run.Errors).IsEqualTo("");
        await Assert.That(await server.AnswersAsync()).IsTrue();
        await Assert.That(File.ReadAllText($"/proc/{server.ProcessId}/maps")).Contains("chatcli-server (deleted)");
        await Assert.That(Run.Program(program, ["--version"]).Output).StartsWith("chatcli-server ");
    }

    [Test]
    public async Task A_dry_run_only_says_what_it_would_do()
    {
        Run install = _installation.Install(_archive, "--dry-run");
        await Assert.That(install.OutputLines).Contains($"would install {_installation.Prefix}/bin/chatcli");
        await Assert.That(_installation.Tree).IsEqualTo("(nothing)");

        _installation.Install(_archive);
        Run uninstall = _installation.Install(_archive, "--uninstall", "--dry-run");
        await Assert.That(uninstall.OutputLines).Contains($"would remove {_installation.Prefix}/bin/chatcli");
        await Assert.That(uninstall.OutputLines.Length).IsEqualTo(install.OutputLines.Length);
        await Assert.That(_installation.Tree).IsEqualTo(Everything);
    }

    [Test]
    public async Task To_uninstall_leaves_what_was_there_and_what_others_have_put_there()
    {
        _installation.Write("bin/other", "of somebody else");
        _installation.Write("share/doc/other", "of somebody else");
        string before = _installation.Tree;
        _installation.Install(_archive);
        _installation.Write("share/chatcli/known-servers", "chat.example.org 5000 abcd");

        Run run = _installation.Install(_archive, "--uninstall");

        await Assert.That(run.All)
            .IsEqualTo($"0 ChatCli is removed from {_installation.Prefix}. Accounts, messages and known servers remain.\n");
        await Assert.That(await File.ReadAllTextAsync(_installation.Installed("share/chatcli/known-servers"))).StartsWith("chat.example.org");
        Directory.Delete(_installation.Installed("share/chatcli"), recursive: true);
        await Assert.That(_installation.Tree).IsEqualTo(before);
    }

    [Test]
    public async Task What_was_installed_can_be_removed_without_the_archive()
    {
        _installation.Install(_archive);

        Run run = _installation.RunScript(_installation.Installed("share/chatcli/install.sh"), ["--uninstall"]);

        await Assert.That(run.All).StartsWith($"0 ChatCli is removed from {_installation.Prefix}.");
        await Assert.That(_installation.Tree).IsEqualTo("");
    }

    public void Dispose()
    {
        _archive.Dispose();
        _installation.Dispose();
    }
}
