using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Logging in and out at a real terminal.</summary>
public class TerminalLoginTests
{
    [Test]
    public async Task A_password_is_asked_again_and_never_shown()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = TerminalProcess.Start(server);
        await hans.WaitForRowAsync("Username:", 10);
        hans.Type("hanz\x7fs\r");
        await hans.WaitForRowAsync("Password:", 10);
        hans.Type("tatooine77\r");
        await hans.WaitForAsync("wrong password; please try again", "Password:");
        hans.Type("falcon");
        hans.Type("*solo!\x7f\r");
        await hans.WaitForAsync("Welcome to ChatCli, hans!", ">");
        hans.Type("\x04");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(0);
        await Assert.That(hans.Text).IsEqualTo(
            "Username: hans\nPassword:\nwrong password; please try again\nPassword:\n"
            + $"{ServerProcess.Welcome("hans")}\nlogged out\n{TerminalProcess.Sane}");
        foreach (string secret in (string[])["tatooine", "falcon", "solo", "*"]) await Assert.That(hans.Transcript).DoesNotContain(secret);
    }

    [Test]
    public async Task Three_wrong_passwords_end_the_client_and_give_the_terminal_back()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = TerminalProcess.Start(server, "--user", "hans");
        await hans.WaitForAsync("Password:");

        // Typed ahead, it is not shown either.
        hans.Type("first-try\rsecond-try\rthird-try\r");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(1);
        await Assert.That(hans.Text).Contains("wrong password; the account is now blocked, please try again later");
        await Assert.That(hans.Transcript).DoesNotContain("-try");

        using PseudoTerminal again = TerminalProcess.Start(server, "--user", "hans");
        await again.WaitForAsync("Password:");
        again.Type("falcon*solo\r");
        await Assert.That(await again.WaitForGoodEndAsync()).IsEqualTo(1);
        await Assert.That(again.Text).Contains("the account is blocked because of wrong passwords, please try again later");
    }

    [Test]
    public async Task A_new_password_is_asked_twice()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal rey = TerminalProcess.Start(server);
        await rey.WaitForAsync("Username:");
        rey.Type("rey\r");
        await rey.WaitForAsync("There is no account rey yet: a new one is being made.", "Choose a password:");
        rey.Type("BB-8-secret\r");
        await rey.WaitForRowAsync("Repeat the password:", 21);
        rey.Type("BB-9-secret\r");
        await rey.WaitForAsync("the passwords differ; try again", "Choose a password:");
        await Assert.That(server.Credentials).IsEqualTo(Accounts.File);
        rey.Type("BB-8-secret\r");
        await rey.WaitForRowAsync("Repeat the password:", 21);
        rey.Type("BB-8-secret\r");
        await rey.WaitForAsync("Welcome to ChatCli, rey!");
        rey.Type("logout\r");
        await Assert.That(await rey.WaitForGoodEndAsync()).IsEqualTo(0);
        await Assert.That(rey.Transcript).DoesNotContain("secret");
        await server.LogInAsync("rey", "BB-8-secret");
    }

    [Test]
    public async Task With_the_output_in_a_pipe_the_password_is_not_shown_either()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = TerminalProcess.StartPiped(server);
        await hans.WaitForAsync("Username:");
        hans.Type("hans\r");
        await hans.WaitForAsync("Password:");
        hans.Type("falcon*solo\r");
        await hans.WaitForAsync(ServerProcess.Welcome("hans"));
        hans.Type("whoelse\r");
        await hans.WaitForAsync("nobody else is online");
        hans.Type("logout\r");
        await hans.WaitForAsync("the end");
        await Assert.That(hans.Transcript).DoesNotContain("falcon");
        // Commands are shown as ever.
        await Assert.That(hans.Text).Contains("whoelse\nnobody else is online");
    }

    [Test]
    public async Task A_name_that_is_online_is_asked_for_again()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        using PseudoTerminal second = TerminalProcess.Start(server);
        await second.WaitForAsync("Username:");
        second.Type("hans\r");
        await second.WaitForAsync("Password:");
        second.Type("falcon*solo\r");
        await second.WaitForAsync("this user is online already; please log in with another name", "Username:");
        second.Type("\x04");
        await Assert.That(await second.WaitForGoodEndAsync()).IsEqualTo(1);
        await hans.ExpectNothingMoreAsync();
    }

    [Test]
    [Arguments("Ctrl-D")]
    [Arguments("Ctrl-C")]
    [Arguments("SIGTERM")]
    [Arguments("SIGHUP")]
    [Arguments("logout")]
    public async Task Every_way_out_is_a_log_out_and_gives_the_terminal_back(string way)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Grace = 60 });
        ClientProcess luke = await server.LogInAsync("luke");
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        await luke.ExpectNextAsync("hans logged in");
        switch (way)
        {
            case "Ctrl-D":
                hans.Type("\x04");
                break;
            case "Ctrl-C":
                hans.Type("\x03");
                break;
            case "SIGTERM":
                hans.Type("message luke half a li");
                await hans.WaitForRowAsync("> message luke half a li", 24);
                Signals.SendToGroup(hans.ProcessId, Signals.Terminate);
                break;
            case "SIGHUP":
                Signals.SendToGroup(hans.ProcessId, Signals.HangUp);
                break;
            default:
                hans.Type("logout\r");
                break;
        }
        await luke.ExpectNextAsync("hans logged out");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(0);
        await Assert.That(hans.Text).EndsWith("logged out\n" + TerminalProcess.Sane);
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_server_that_stops_gives_the_terminal_back()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        hans.Type("half a line");
        await hans.WaitForAsync("half a line");
        await server.StopAsync();
        await hans.WaitForAsync("the server is shutting down; reconnecting");
        // Ctrl-U, Ctrl-D.
        hans.Type("\u0015\u0004");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(1);
        await Assert.That(hans.Text).EndsWith(TerminalProcess.Sane);
    }

    [Test]
    public async Task What_waited_is_shown_with_its_time()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        await luke.SendAsync("message hans while you were away");
        await luke.ExpectNothingMoreAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        await hans.WaitForAsync("while you were away");
        await Assert.That(hans.Text).Matches(@"(?m)^luke \(\d{4}-\d\d-\d\d \d\d:\d\d\): while you were away$");
    }
}
