using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

public class LoginDialogTests
{
    private const string Known = """{"type":"account","id":2,"exists":true}""";
    private const string Unknown = """{"type":"account","id":2,"exists":false}""";

    [Test]
    public async Task A_known_name_is_asked_for_its_password()
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "a");
        await dialog.LogInAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_wrong_password_is_asked_for_again_without_the_name()
    {
        var dialog = new LoginRun(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "b");
        await dialog.LogInAsync("ann", "b", "wrong_password", "wrong!");
        await dialog.ShowsAsync("wrong!");
        await dialog.AnswerAsync("[Password: secret]", "a");
        await dialog.LogInAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task Where_the_server_asks_to_wait_the_password_is_asked_for_again()
    {
        var dialog = new LoginRun(user: "ann", isTerminal: true);
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "a");
        await Assert.That((await dialog.Server.NextAsync())!).StartsWith("""{"type":"login","id":3,""");
        await dialog.Server.SendAsync("""{"type":"error","id":3,"code":"slow_down","text":"try again in 4 s","retry":4000}""");
        await dialog.ShowsAsync("try again in 4 s");
        // Others may have used the tries up after the challenge.
        await dialog.AnswerAsync("[Password: secret]", "a");
        await dialog.LogInAsync("ann", "a", "slow_down", "try again in 2 s");
        await dialog.ShowsAsync("try again in 2 s");
        await dialog.AnswerAsync("[Password: secret]", "a");
        await dialog.LogInAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    [Arguments(null)]
    [Arguments("a")]
    public async Task Where_the_server_asks_a_script_to_wait_the_same_password_goes_again_later(string? given)
    {
        var dialog = new LoginRun(user: "ann", password: given);
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        if (given is null) await dialog.AnswerAsync("[Password: secret]", "a");
        dialog.Screen.Type("whoelse");
        await Assert.That((await dialog.Server.NextAsync())!).StartsWith("""{"type":"login","id":3,""");
        await dialog.Server.SendAsync("""{"type":"error","id":3,"code":"slow_down","text":"try again in 4 s","retry":4000}""");
        Task<string?> again = dialog.Server.NextAsync();
        while (!again.IsCompleted)
        {
            dialog.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        await Assert.That((await again)!).StartsWith("""{"type":"login","id":4,""").And.Contains("n=ann,");
        await dialog.Server.SendAsync("""{"type":"error","id":4,"code":"account_blocked","text":"no"}""");
        await dialog.ShowsAsync("no");
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    public async Task Where_too_many_accounts_were_made_the_password_of_a_new_one_is_asked_for_again()
    {
        var dialog = new LoginRun(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.RegisterAsync("ann", "a", "slow_down", "try again in 5 s");
        await dialog.ShowsAsync("try again in 5 s");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.RegisterAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_blocked_account_ends_the_client()
    {
        var dialog = new LoginRun(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "b");
        await dialog.LogInAsync("ann", "b", "account_blocked", "blocked for 60 seconds");
        await dialog.ShowsAsync("blocked for 60 seconds");
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    public async Task A_name_that_is_online_already_is_asked_for_again()
    {
        var dialog = new LoginRun(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "a");
        await dialog.LogInAsync("ann", "a", "already_online", "ann is online");
        await dialog.ShowsAsync("ann is online");
        await dialog.AnswerAsync("[Username: ]", "bob", """{"type":"account","id":5,"name":"bob"}""", """{"type":"account","id":5,"exists":true}""");
        await dialog.AnswerAsync("[Password: secret]", "b");
        await dialog.LogInAsync("bob", "b");
        await dialog.EndsWithAsync("bob");
    }

    [Test]
    [Arguments("wrong_password")]
    [Arguments("slow_down")]
    [Arguments("already_online")]
    [Arguments("account_blocked")]
    public async Task A_password_that_a_script_gave_is_tried_once(string code)
    {
        var dialog = new LoginRun(user: "ann", password: "b");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.LogInAsync("ann", "b", code, "no");
        await dialog.ShowsAsync("no");
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    public async Task An_unknown_name_is_registered_with_a_password_that_is_repeated_at_a_terminal()
    {
        var dialog = new LoginRun(isTerminal: true);
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.AnswerAsync("[Repeat the password: secret]", "b");
        await dialog.ShowsAsync("the passwords differ; try again");
        await dialog.AnswerAsync("[Choose a password: secret]", "with blank");
        await dialog.ShowsAsync("a password has 1 to 128 printable ASCII characters without spaces");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.AnswerAsync("[Repeat the password: secret]", "a");
        await dialog.RegisterAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task An_unknown_name_is_registered_with_a_password_given_once_in_pipes()
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.RegisterAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task In_pipes_no_account_is_made_of_the_line_after_a_name_that_was_refused()
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.RegisterAsync("ann", "a", "name_taken", "taken");
        await dialog.ShowsAsync("taken");
        await dialog.AnswerAsync("[Username: ]", "whoelse", """{"type":"account","id":4,"name":"whoelse"}""", """{"type":"account","id":4,"exists":false}""");
        await dialog.EndsWithoutLoginAsync("there is no account whoelse, and after a name that was refused none is made for lines that nobody types");
    }

    [Test]
    public async Task A_script_registers_an_unknown_name_with_the_password_that_it_gave()
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.RegisterAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    [Arguments("")]
    [Arguments("two words")]
    [Arguments("josé")]
    [Arguments("123456789012345678901234567890123")]
    public async Task An_impossible_name_is_refused_without_asking_the_server(string name)
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", name);
        await dialog.ShowsAsync("a name has 1 to 32 printable ASCII characters without spaces");
        await dialog.ShowsAsync("[Username: ]");
        dialog.Screen.EndInput();
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    public async Task The_end_of_input_ends_the_dialog()
    {
        var dialog = new LoginRun(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.ShowsAsync("[Password: secret]");
        dialog.Screen.EndInput();
        await dialog.EndsWithoutLoginAsync(null);
        await Assert.That(await dialog.Server.NextAsync()).IsNull();
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task A_connection_that_the_server_closed_meanwhile_is_silently_replaced(bool withWord)
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.ShowsAsync("[Password: secret]");
        if (withWord) await dialog.Server.SendAsync("""{"type":"error","id":0,"code":"login_timeout","text":"too slow"}""");
        dialog.Server.Close();
        dialog.Screen.Type("a");
        // The ids of a process never begin anew.
        await dialog.GreetAsync(4);
        await dialog.LogInAsync("ann", "a");
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_server_that_is_gone_meanwhile_ends_the_client()
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.ShowsAsync("[Password: secret]");
        dialog.IsReachable = false;
        dialog.Server.Close();
        dialog.Screen.Type("a");
        await dialog.EndsWithoutLoginAsync("cannot connect to chat.test port 5000");
    }

    [Test]
    public async Task Being_told_to_stop_ends_the_dialog()
    {
        var dialog = new LoginRun();
        await dialog.GreetAsync();
        await dialog.ShowsAsync("[Username: ]");
        await dialog.Stop.CancelAsync();
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    [Arguments("""{"type":"error","id":1,"code":"version","text":"version 7 is spoken here"}""", "chat.test port 5000 refused the connection: version 7 is spoken here")]
    [Arguments("""{"type":"greeting","id":1,"version":2,"server":"s","maxLine":65536,"maxText":10000,"mechanisms":["SCRAM-SHA-256"],"iterations":4096}""", "chat.test port 5000 did not answer as a chat server")]
    [Arguments("""{"type":"greeting","id":1,"version":1,"server":"s","maxLine":65536,"maxText":10000,"mechanisms":["PLAIN"],"iterations":4096}""", "chat.test port 5000 does not offer to log in by SCRAM-SHA-256: it is no chat server of this kind, or somebody stands between")]
    [Arguments("HTTP/1.1 400 Bad Request", "chat.test port 5000 did not answer as a chat server")]
    public async Task A_server_that_does_not_greet_is_no_server(string answer, string problem)
    {
        var dialog = new LoginRun();
        await dialog.NextServerAsync();
        await dialog.Server.SendAsync(answer);
        await dialog.EndsWithoutLoginAsync(problem);
    }

    [Test]
    public async Task A_server_that_says_nothing_is_given_up_after_ten_seconds()
    {
        var dialog = new LoginRun();
        await dialog.NextServerAsync();
        dialog.Time.Advance(TimeSpan.FromSeconds(10));
        await dialog.EndsWithoutLoginAsync("chat.test port 5000 did not answer as a chat server");
    }

    [Test]
    [Arguments(4095, 4096, "the server asks for a proof that is too weak (fewer than 4096 iterations)")]
    [Arguments(10_000_001, 4096, "the server asks for a proof that takes too long (more than 10000000 iterations)")]
    [Arguments(9_999, 10_000, "the server asks for a weaker proof than before (fewer than 10000 iterations): somebody may try to find out your password")]
    public async Task A_server_that_asks_for_too_weak_or_too_slow_a_proof_gets_none(int iterations, int recorded, string problem)
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        dialog.Iterations.Write(recorded);
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        var login = new WireLine((await dialog.Server.NextAsync())!);
        string nonce = login["data"][(login["data"].LastIndexOf('=') + 1)..];
        await dialog.Server.SendAsync($$"""{"type":"challenge","id":3,"data":"r={{nonce}}more,s=Y0ea1poJCyWCd+yPum+ZQQ==,i={{iterations}}"}""");
        await dialog.EndsWithoutLoginAsync(problem);
        await Assert.That(await dialog.Server.NextAsync()).IsNull();
    }

    [Test]
    public async Task The_iterations_of_a_login_are_remembered_and_as_many_are_enough_the_next_time()
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await LogInAsync(dialog, 5000);
        await Assert.That(dialog.Iterations.Read().Least).IsEqualTo(5000);
        var again = new LoginRun(user: "ann", password: "a", folder: dialog.Folder);
        await LogInAsync(again, 5000);
    }

    [Test]
    public async Task A_server_that_does_not_prove_that_it_knows_the_password_is_not_the_right_one()
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        (long id, _) = await dialog.Server.ChallengeAsync("ann", ScramVerifier.Create("a", 5000));
        await dialog.Server.WelcomeAsync(id, "v=" + Convert.ToBase64String(new byte[32]));
        await dialog.EndsWithoutLoginAsync("the server does not know your password: it is not the server that you registered with");
        await Assert.That(dialog.Iterations.Read().Least).IsEqualTo(4096);
    }

    [Test]
    public async Task A_server_that_lets_everybody_in_without_a_proof_is_not_the_right_one()
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        (long id, _) = await dialog.Server.ChallengeAsync("ann", Passwords.Verifier("a"));
        await dialog.Server.WelcomeAsync(id, null);
        await dialog.EndsWithoutLoginAsync("the server does not know your password: it is not the server that you registered with");
    }

    [Test]
    public async Task A_server_that_welcomes_instead_of_asking_for_a_proof_is_not_the_right_one()
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.Server.NextAsync();
        await dialog.Server.WelcomeAsync(3, null);
        await dialog.EndsWithoutLoginAsync("the server does not know your password: it is not the server that you registered with");
    }

    [Test]
    [Arguments("channel_binding", "client and server see two different encrypted connections: somebody may stand between them. The password was not judged, nor given away")]
    [Arguments("mechanism", "the server does not log in the way that it offered itself: somebody may stand between")]
    public async Task That_somebody_may_stand_between_is_no_wrong_password(string code, string problem)
    {
        var dialog = new LoginRun(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "a");
        (long id, _) = await dialog.Server.ChallengeAsync("ann", Passwords.Verifier("a"));
        await dialog.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"{{code}}","text":"wrong password"}""");
        await dialog.EndsWithoutLoginAsync(problem);
    }

    [Test]
    public async Task A_record_of_iterations_that_cannot_be_read_is_not_taken_for_none()
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await File.WriteAllTextAsync(dialog.IterationsPath, "many\n");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.EndsWithoutLoginAsync($"cannot read how strong a proof the server asked for before; to begin anew, remove {dialog.IterationsPath}");
    }

    [Test]
    [Arguments(4095)]
    [Arguments(10_000_001)]
    [Arguments(-1)]
    public async Task No_account_is_made_with_iterations_out_of_bounds(int iterations)
    {
        var dialog = new LoginRun(user: "ann", password: "a");
        await dialog.NextServerAsync();
        await dialog.Server.SendAsync(ScramConversation.Greeting(1, iterations: iterations));
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.EndsWithoutLoginAsync($"the server asks for {iterations} iterations, which is not from 4096 to 10000000");
        await Assert.That(await dialog.Server.NextAsync()).IsNull();
    }

    private static async Task LogInAsync(LoginRun dialog, int iterations)
    {
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        (long id, string? proof) = await dialog.Server.ChallengeAsync("ann", ScramVerifier.Create("a", iterations));
        await dialog.Server.WelcomeAsync(id, proof);
        await dialog.EndsWithAsync("ann");
    }
}
