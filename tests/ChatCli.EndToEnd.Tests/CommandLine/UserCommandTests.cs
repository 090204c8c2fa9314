using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary><c>chatcli-server user ...</c> beside a server that runs, and one that does not.</summary>
public class UserCommandTests
{
    [Test]
    public async Task An_account_is_added_given_another_password_and_removed_while_the_server_runs()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        ClientProcess hans = await server.LogInAsync("hans");

        await Assert.That(await UserAsync(server, "add rey", "BB-8")).IsEqualTo("0 rey: account created");
        await server.WaitForLogAsync("1 accounts added, 0 removed");
        ClientProcess rey = await server.LogInAsync("rey", "BB-8");
        await hans.ExpectNextAsync("rey logged in");

        await Assert.That(await UserAsync(server, "passwd rey", "BB-9")).IsEqualTo("0 rey: password changed");
        await server.WaitForLogAsync("0 accounts added, 0 removed, 1 given another password");
        await rey.SendAsync("message hans still here");
        await hans.ExpectNextAsync("rey: still here");
        await rey.LogOutAsync();
        await hans.ExpectNextAsync("rey logged out");
        rey = await server.LogInAsync("rey", "BB-9");
        await hans.ExpectNextAsync("rey logged in");

        await Assert.That(await UserAsync(server, "remove rey")).IsEqualTo("0 rey: account removed");
        await rey.ExpectNextAsync("you were logged out: the account was removed");
        await Assert.That(await rey.ExitStatusAsync()).IsEqualTo(1);
        await hans.ExpectNextAsync("rey logged out");
        await Assert.That(server.Credentials).IsEqualTo(Accounts.File);
    }

    [Test]
    [Arguments("runs")]
    [Arguments("is killed before it looks")]
    [Arguments("does not run")]
    public async Task A_name_that_was_removed_and_added_at_once_inherits_nothing(string theServer)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        ClientProcess hans = await server.LogInAsync("hans");
        ClientProcess luke = await server.LogInAsync("luke");
        await hans.ExpectNextAsync("luke logged in");
        await luke.AskAsync("block hans", "hans is blocked");
        await luke.AskAsync("unblock hans", "hans is unblocked");
        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out");
        await hans.SendAsync("message luke for the first luke");
        await hans.ExpectNothingMoreAsync();
        if (theServer != "runs") await hans.LogOutAsync();
        if (theServer == "does not run") await server.StopAsync();

        await Assert.That(await UserAsync(server, "remove luke")).StartsWith("0 ");
        await Assert.That(await UserAsync(server, "add luke", "second")).StartsWith("0 ");
        if (theServer == "is killed before it looks") await server.KillAsync();
        if (theServer != "runs") await server.StartAgainAsync();
        else await server.WaitForLogAsync("1 accounts added, 0 removed");

        ClientProcess second = await server.LogInAsync("luke", "second");
        await second.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_blocked_name_is_unblocked_without_a_restart()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true, BlockDuration = 3600 });
        ClientProcess stranger = server.Connect("--user", "hans");
        await stranger.ExpectNextAsync("Password:");
        for (int i = 0; i < 2; i++) await stranger.AskAsync("wrong", "wrong password; please try again", "Password:");
        await stranger.AskAsync("wrong", "wrong password; the account is now blocked, please try again later");
        ClientProcess hans = server.Connect("--user", "hans");
        await hans.ExpectNextAsync("Password:");
        await hans.AskAsync("falcon*solo", "the account is blocked because of wrong passwords, please try again later");

        await Assert.That(await UserAsync(server, "unblock hans")).IsEqualTo("0 hans: unblocked");

        await server.LogInAsync("hans");
    }

    [Test]
    public async Task Without_a_server_nobody_is_blocked()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        await server.StopAsync();

        await Assert.That(await UserAsync(server, "unblock hans"))
            .IsEqualTo($"1 chatcli-server: no server is running with {server.CredentialsPath}: nobody is blocked");

        await server.StartAgainAsync();
    }

    [Test]
    public async Task The_list_says_whose_password_can_be_read()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        await UserAsync(server, "add Rey", "BB-8");

        await Assert.That(await UserAsync(server, "list"))
            .IsEqualTo("0 Rey verifier\nhans plain\nleia plain\nluke plain\nvader plain\nyoda plain");
    }

    [Test]
    public async Task What_cannot_be_done_is_said_in_one_line()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });

        // A name is judged before a password is read.
        await Assert.That(await UserAsync(server, "add hans")).IsEqualTo("1 chatcli-server: hans has an account already");
        await Assert.That(await UserAsync(server, "add r\u00e9y")).IsEqualTo("1 chatcli-server: a name is 1 to 32 printable ASCII characters without spaces");
        await Assert.That(await UserAsync(server, "add rey", "BB 8"))
            .IsEqualTo("1 chatcli-server: a password is 1 to 128 printable ASCII characters without spaces");
        await Assert.That(await UserAsync(server, "add rey")).IsEqualTo("1 chatcli-server: no password was given");
        await Assert.That(await UserAsync(server, "add rey --password-file /nowhere/at-all")).StartsWith("1 chatcli-server: cannot read /nowhere/at-all: ");
        await Assert.That(await UserAsync(server, "remove rey")).IsEqualTo($"1 chatcli-server: there is no account rey in {server.CredentialsPath}");
        await Assert.That(server.Credentials).IsEqualTo(Accounts.File);
    }

    [Test]
    [Arguments("user")]
    [Arguments("user frob")]
    [Arguments("user add")]
    [Arguments("user add rey finn")]
    [Arguments("user add rey --iterations 5")]
    [Arguments("user add rey --password-file")]
    [Arguments("user remove rey --iterations 5000")]
    [Arguments("user list rey")]
    public async Task Bad_arguments_get_one_line_and_the_usage(string arguments)
    {
        await using ProgramRun run = ProgramRun.Start(Published.Server, arguments.Split(' '), Path.GetTempPath());

        await Assert.That(await run.ExitStatusAsync()).IsEqualTo(2);
        await Assert.That(run.Errors.All[0]).StartsWith("chatcli-server: ");
        await Assert.That(run.Errors.All[1]).StartsWith("Usage: chatcli-server ");
        await Assert.That(run.Output.All).IsEmpty();
    }

    [Test]
    public async Task At_a_terminal_the_password_is_asked_twice_and_never_shown()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        using PseudoTerminal terminal = PseudoTerminal.Start(
            Published.Server, ["user", "add", "rey", "--credentials", server.CredentialsPath, "--iterations", "4096"]);

        await terminal.WaitForAsync("Password:");
        terminal.Type("BB-8-secret\r");
        await terminal.WaitForAsync("Repeat the password:");
        terminal.Type("BB-9-secret\r");
        await terminal.WaitForAsync("the passwords differ; try again");
        terminal.Type("BB-8-secrex\x7ft\r");
        await terminal.WaitForAsync(screen => screen.ToString().Split("Repeat the password:").Length == 3, "the second repetition");
        terminal.Type("BB-8-secret\r");
        await terminal.WaitForAsync("rey: account created");

        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(0);
        await Assert.That(terminal.Transcript).DoesNotContain("BB-");
        await server.WaitForLogAsync("1 accounts added, 0 removed");
        await server.LogInAsync("rey", "BB-8-secret");
    }

    [Test]
    [Arguments("\x04")]
    [Arguments("BB-8\x15\x04")]
    [Arguments("BB-8\x03")]
    public async Task At_a_terminal_who_gives_up_makes_no_account_and_has_the_terminal_back(string keys)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        const string Script = "trap : INT; before=$(stty -g); \"$@\"; [ \"$(stty -g)\" = \"$before\" ] && echo the terminal is as it was";
        using PseudoTerminal terminal = PseudoTerminal.Start(
            "/bin/sh", ["-c", Script, "sh", Published.Server, "user", "add", "rey", "--credentials", server.CredentialsPath]);

        await terminal.WaitForAsync("Password:");
        terminal.Type(keys);

        await terminal.WaitForAsync("the terminal is as it was");
        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(0);
        await Assert.That(terminal.Transcript).DoesNotContain("BB-");
        await Assert.That(server.Credentials).IsEqualTo(Accounts.File);
    }

    /// <summary>Runs a command on the server's accounts with a line of input; status and all that it said.</summary>
    private static async Task<string> UserAsync(ServerProcess server, string arguments, string? line = null)
    {
        string[] words = ["user", .. arguments.Split(' '), "--credentials", server.CredentialsPath];
        string[] quick = words[1] is "add" or "passwd" ? ["--iterations", "4096"] : [];
        await using ProgramRun run = ProgramRun.Start(Published.Server, [.. words, .. quick]);
        if (line is not null) await run.SendAsync(line);
        run.EndInput();
        int status = await run.ExitStatusAsync();
        return $"{status} {string.Join('\n', [.. run.Output.All, .. run.Errors.All])}";
    }
}
