using ChatCli.Protocol.Scram;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

public class PasswdTests
{
    [Test]
    public async Task At_a_terminal_the_new_password_is_asked_for_twice_and_its_verifier_is_sent()
    {
        ClientRun run = await ClientRun.StartAsync(isTerminal: true);
        await AskAsync(run, "passwd", "[Present password: secret]");
        await AskAsync(run, "secret", "[New password: secret]");
        await AskAsync(run, "better", "[Repeat the new password: secret]");
        run.Screen.Type("better");
        await ChangeAsync(run, 1, "better");
        await run.EndAsync(2);
    }

    [Test]
    public async Task In_a_pipe_the_next_two_lines_are_the_passwords()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("passwd", "secret", "better", "whoelse");
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("[Present password: secret]\n[New password: secret]");
        await ChangeAsync(run, 1, "better");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"whoelse","id":2}""");
        await run.Server.SendAsync("""{"type":"users","id":2,"users":["bob"]}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("bob");
        await run.EndAsync(3);
    }

    [Test]
    public async Task The_end_of_input_waits_until_the_password_is_changed()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("passwd", "secret", "better");
        run.Screen.EndInput();
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("[Present password: secret]\n[New password: secret]");
        await ChangeAsync(run, 1, "better");
        await run.AnswerLogOutAsync();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("logged out");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task A_wrong_present_password_changes_nothing_and_counts_as_a_command()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("passwd", "wrong", "better");
        await Assert.That(await run.Screen.NextAsync(3)).IsEqualTo(
            "[Present password: secret]\n[New password: secret]\nError: that is not your password; it stays as it was");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"active","id":1}""");
        await run.EndAsync(2);
    }

    [Test]
    [Arguments("wrong", "Error: that is not your password; it stays as it was")]
    [Arguments("", "the password stays as it was")]
    public async Task At_a_terminal_a_wrong_present_password_ends_it_at_once(string present, string shown)
    {
        ClientRun run = await ClientRun.StartAsync(isTerminal: true);
        await AskAsync(run, "passwd", "[Present password: secret]");
        await AskAsync(run, present, shown);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"active","id":1}""");
        await run.EndAsync(2);
    }

    [Test]
    [Arguments("", "the password stays as it was")]
    [Arguments("two words", "Error: a password has 1 to 128 printable ASCII characters without spaces")]
    public async Task A_new_password_that_cannot_be_changes_nothing(string chosen, string shown)
    {
        ClientRun run = await ClientRun.StartAsync(isTerminal: true);
        await AskAsync(run, "passwd", "[Present password: secret]");
        await AskAsync(run, "secret", "[New password: secret]");
        await AskAsync(run, chosen, shown);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"active","id":1}""");
        await run.EndAsync(2);
    }

    [Test]
    public async Task Two_different_new_passwords_change_nothing()
    {
        ClientRun run = await ClientRun.StartAsync(isTerminal: true);
        await AskAsync(run, "passwd", "[Present password: secret]");
        await AskAsync(run, "secret", "[New password: secret]");
        await AskAsync(run, "better", "[Repeat the new password: secret]");
        await AskAsync(run, "bettre", "Error: the passwords differ; yours stays as it was");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"active","id":1}""");
        await run.EndAsync(2);
    }

    [Test]
    public async Task The_end_of_input_at_a_question_changes_nothing()
    {
        ClientRun run = await ClientRun.StartAsync();
        await AskAsync(run, "passwd", "[Present password: secret]");
        run.Screen.EndInput();
        await run.AnswerLogOutAsync();
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("the password stays as it was\nlogged out");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task A_signal_at_a_question_changes_nothing()
    {
        ClientRun run = await ClientRun.StartAsync();
        await AskAsync(run, "passwd", "[Present password: secret]");
        run.Stop();
        await run.AnswerLogOutAsync();
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("the password stays as it was\nlogged out");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task A_change_that_could_not_be_stored_is_none()
    {
        ClientRun run = await ClientRun.StartAsync();
        await RequestChangeAsync(run);
        await run.Server.NextAsync();
        await Assert.That(await run.ShownOfAsync("""{"type":"error","id":1,"code":"not_stored","text":"not stored"}""")).IsEqualTo("Error: not stored");
        run.Screen.Type("passwd", "secret", "best");
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("[Present password: secret]\n[New password: secret]");
        await ChangeAsync(run, 2, "best");
        await run.EndAsync(3);
    }

    [Test]
    public async Task After_the_change_the_new_token_and_the_new_password_let_the_user_in()
    {
        ClientRun run = await ClientRun.StartAsync(time: new FakeTimeProvider());
        await RequestChangeAsync(run);
        await ChangeAsync(run, 1, "better");
        await run.LoseLinkAsync();
        long id = await run.GreetAgainAsync();
        await Assert.That(await run.Server.NextAsync()).IsEqualTo($$"""{"type":"resume","id":{{id}},"name":"ann","token":"changed"}""");
        await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"invalid_token","text":"void"}""");
        (id, string proof) = await run.Server.LogInAsync("ann", "better");
        await run.Server.WelcomeAsync(id, proof);
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("connected again");
        await run.EndAsync(id + 1);
    }

    [Test]
    [Arguments("secret")]
    [Arguments("better")]
    public async Task Where_the_link_was_lost_during_the_change_the_password_that_is_right_lets_the_user_in(string right)
    {
        ClientRun run = await ClientRun.StartAsync(time: new FakeTimeProvider());
        await RequestChangeAsync(run);
        await run.Server.NextAsync();
        await run.LoseLinkAsync();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("Error: the connection was lost; it is not known whether the password was changed");
        long id = await run.GreetAgainAsync();
        await run.Server.NextAsync();
        await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"invalid_token","text":"void"}""");
        (id, string? proof) = await run.Server.ChallengeAsync("ann", Passwords.Verifier(right));
        if (proof is null)
        {
            await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"wrong_password","text":"no"}""");
            (id, proof) = await run.Server.LogInAsync("ann", right);
        }
        await run.Server.WelcomeAsync(id, proof);
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("connected again");
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task It_takes_no_arguments()
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownForAsync("passwd secret")).IsEqualTo("Usage: passwd");
        await run.EndAsync(1);
    }

    private static async Task AskAsync(ClientRun run, string line, string shown) => await Assert.That(await run.ShownForAsync(line)).IsEqualTo(shown);

    private static async Task RequestChangeAsync(ClientRun run)
    {
        run.Screen.Type("passwd", "secret", "better");
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("[Present password: secret]\n[New password: secret]");
    }

    /// <summary>The server gets the new password's verifier and keeps it.</summary>
    private static async Task ChangeAsync(ClientRun run, long id, string password)
    {
        var request = new WireLine((await run.Server.NextAsync())!);
        await Assert.That(request.Type).IsEqualTo("passwd");
        await Assert.That(request.Id).IsEqualTo(id);
        await Assert.That(ScramVerifier.TryParse(request["verifier"], out ScramVerifier? verifier) && Passwords.Fits(verifier, password)).IsTrue();
        await run.Server.SendAsync($$"""{"type":"passwd","id":{{id}},"token":"changed"}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("your password was changed");
    }
}
