namespace ChatCli.EndToEnd.Tests;

/// <summary>credentials.txt in other hands while the server runs, and after it was killed.</summary>
public class CredentialsEditTests
{
    [Test]
    public async Task An_account_that_is_written_into_the_file_can_log_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        ClientProcess hans = await server.LogInAsync("hans");
        await File.AppendAllTextAsync(server.CredentialsPath, "rey BB-8\n");
        await server.WaitForLogAsync("credentials.txt was edited: 1 accounts added, 0 removed");
        await server.LogInAsync("rey", "BB-8");
        await hans.ExpectNextAsync("rey logged in");
    }

    [Test]
    public async Task An_account_that_is_taken_out_of_the_file_is_ended()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await luke.AskAsync("block hans", "hans is blocked");
        await luke.AskAsync("unblock hans", "hans is unblocked");
        await File.WriteAllTextAsync(server.CredentialsPath, Accounts.File.Replace("luke tatooine77\n", "", StringComparison.Ordinal));
        await luke.ExpectNextAsync("you were logged out: the account was removed");
        await Assert.That(await luke.ExitStatusAsync()).IsEqualTo(1);
        await hans.ExpectNextAsync("luke logged out");
        await hans.AskAsync("message luke hello", "Error: there is no such user");
    }

    [Test]
    public async Task A_file_that_does_not_parse_changes_nothing()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        ClientProcess hans = await server.LogInAsync("hans");
        await File.WriteAllTextAsync(server.CredentialsPath, "rey BB-8\nhans falcon solo\n");
        await server.WaitForLogAsync("line 2: expected a name, one space and a password; the accounts stay as they were");
        await server.LogInAsync("luke");
        await hans.ExpectNextAsync("luke logged in");
        await hans.ExpectNothingMoreAsync();

        // Nor is it written over by a new account.
        ClientProcess finn = server.Connect("--user", "finn");
        await finn.ExpectNextAsync("There is no account finn yet: a new one is being made.", "Choose a password:");
        await finn.AskAsync("FN-2187", "the account could not be stored; please try again later");
        await Assert.That(await finn.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(server.Credentials).IsEqualTo("rey BB-8\nhans falcon solo\n");
    }

    [Test]
    public async Task An_account_outlives_a_server_that_is_killed_right_after_its_welcome()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        await NewUserTests.RegisterAsync(server, "rey", "BB-8");
        await server.KillAsync();
        await server.StartAgainAsync();
        await server.LogInAsync("rey", "BB-8");
        await server.LogInAsync("hans");
    }

    [Test]
    public async Task The_first_login_puts_a_verifier_in_place_of_a_password_and_the_password_goes_on_counting()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await server.LogInAsync("hans");
        await server.StopAsync();
        string[] lines = server.Credentials.Split('\n');
        await Assert.That(lines[0]).StartsWith("hans SCRAM-SHA-256$4096:");
        await Assert.That(string.Join('\n', lines[1..])).IsEqualTo(string.Join('\n', Accounts.Lines[1..]) + "\n");

        await server.StartAgainAsync();
        await using RawClient again = await server.LogInRawAsync("hans");
    }

    [Test]
    public async Task A_password_changed_in_the_file_counts_at_the_next_login()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { KeepPlaintext = true });
        ClientProcess hans = await server.LogInAsync("hans");
        await File.WriteAllTextAsync(server.CredentialsPath, Accounts.File.Replace("falcon*solo", "millennium", StringComparison.Ordinal));
        await server.WaitForLogAsync("0 accounts added, 0 removed, 1 given another password");
        await hans.AskAsync("whoelse", "nobody else is online");
        await hans.AskAsync("logout", "logged out");
        ClientProcess again = server.Connect("--user", "hans");
        await again.ExpectNextAsync("Password:");
        await again.AskAsync("falcon*solo", "wrong password; please try again", "Password:");
        await again.AskAsync("millennium", ServerProcess.Welcome("hans"));
    }
}
