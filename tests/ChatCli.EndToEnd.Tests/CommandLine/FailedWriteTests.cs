namespace ChatCli.EndToEnd.Tests;

/// <summary>Outputs and files that cannot be written: what happened is said in one line, and nothing ends in a stack trace.</summary>
public sealed class FailedWriteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli-");

    private string CredentialsPath => Path.Combine(_folder.FullName, "c.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public async Task An_account_that_was_made_is_not_denied_because_standard_output_is_full()
    {
        await File.WriteAllTextAsync(CredentialsPath, Accounts.File);

        await Assert.That(await ServerAsync("", ">/dev/full", "user", "add", "bob", "--credentials", "c.txt", "--iterations", "4096"))
            .IsEqualTo("1 chatcli-server: bob: account created, but standard output cannot be written: No space left on device");

        await Assert.That(await File.ReadAllTextAsync(CredentialsPath)).StartsWith(Accounts.File + "bob SCRAM-SHA-256$4096:");
    }

    [Test]
    [Arguments("server", "--help")]
    [Arguments("server", "--version")]
    [Arguments("server", "user list --credentials c.txt")]
    [Arguments("client", "--help")]
    [Arguments("client", "--version")]
    public async Task A_full_standard_output_is_told_in_one_line(string program, string arguments)
    {
        await File.WriteAllTextAsync(CredentialsPath, Accounts.File);
        string name = program == "server" ? "chatcli-server" : "chatcli";

        await Assert.That(await RunAsync(program == "server" ? Published.Server : Published.Client, "", ">/dev/full", arguments.Split(' ')))
            .IsEqualTo($"1 {name}: standard output cannot be written: No space left on device");
    }

    [Test]
    [Arguments("server", "--help", ">/dev/full 2>/dev/full", 1)]
    [Arguments("client", "--help", ">/dev/full 2>/dev/full", 1)]
    [Arguments("server", "nonsense", "2>/dev/full", 2)]
    [Arguments("client", "nonsense", "2>/dev/full", 2)]
    [Arguments("server", "user remove nobody --credentials c.txt", "2>/dev/full", 1)]
    public async Task Where_nothing_can_be_told_the_exit_status_tells(string program, string arguments, string redirected, int status)
    {
        await File.WriteAllTextAsync(CredentialsPath, Accounts.File);

        await Assert.That(await RunAsync(program == "server" ? Published.Server : Published.Client, "", redirected, arguments.Split(' ')))
            .IsEqualTo($"{status} ");
    }

    [Test]
    public async Task A_limit_on_file_sizes_is_told_in_one_line_and_changes_no_account()
    {
        await File.WriteAllTextAsync(CredentialsPath, Accounts.File);
        // The signal that comes with it arrives while the program ends.
        for (int i = 0; i < 5; i++)
        {
            await Assert.That(await ServerAsync("ulimit -f 0", "", "user", "add", "bob", "--credentials", "c.txt", "--iterations", "4096"))
                .IsEqualTo("1 chatcli-server: cannot change c.txt: File too large");
        }

        await Assert.That(await File.ReadAllTextAsync(CredentialsPath)).IsEqualTo(Accounts.File);
        await Assert.That(_folder.GetFiles("*.new")).IsEmpty();
    }

    [Test]
    [Arguments(0)]
    [Arguments(1)]
    [Arguments(2)]
    [Arguments(8)]
    [Arguments(20)]
    public async Task A_server_that_may_write_too_little_to_start_says_so_in_one_line(int blocks)
    {
        await File.WriteAllTextAsync(CredentialsPath, Accounts.File);

        string said = await ServerAsync($"ulimit -f {blocks}", "", "0", "--bind", "127.0.0.1", "--credentials", "c.txt", "--data", "d");

        await Assert.That(said).Matches(@"^1 chatcli-server: (cannot keep the server's key in d/server\.pem: File too large|d/chatcli\.db cannot be written: is the disk full\?)$");
    }

    [Test]
    public async Task A_client_that_may_write_no_file_goes_on()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        ClientProcess luke = await server.LogInAsync("luke");
        (string, string)[] environment = [.. server.Folders, ("CHATCLI_PASSWORD", "falcon*solo")];
        await using ProgramRun hans = ProgramRun.Start(
            "/bin/sh", ["-c", "ulimit -f 0; exec \"$@\"", "sh", Published.Client, $"{server.Port}", .. server.Trust, "--user", "hans"], null, environment);
        await luke.ExpectNextAsync("hans logged in");
        await luke.SendAsync("message hans one", "message hans two");
        while (await hans.Output.NextAsync(ProgramRun.Patience) != "luke: two") { }
        await hans.SendAsync("logout");

        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(hans.Output.All.Count(line => line.Contains("File too large", StringComparison.Ordinal))).IsGreaterThan(0);
        await Assert.That(hans.Errors.All).IsEmpty();
    }

    private Task<string> ServerAsync(string limit, string redirected, params string[] arguments) => RunAsync(Published.Server, limit, redirected, arguments);

    /// <summary>Runs a program with a password on its input; status and all that could be read of it.</summary>
    private async Task<string> RunAsync(string program, string limit, string redirected, string[] arguments)
    {
        string script = $"{(limit.Length > 0 ? limit + "; " : "")}exec \"$@\" {redirected}";
        await using ProgramRun run = ProgramRun.Start("/bin/sh", ["-c", script, "sh", program, .. arguments], _folder.FullName);
        await run.SendAsync("secret-of-bob");
        run.EndInput();
        int status = await run.ExitStatusAsync();
        return $"{status} {string.Join('\n', [.. run.Output.All, .. run.Errors.All])}";
    }
}
