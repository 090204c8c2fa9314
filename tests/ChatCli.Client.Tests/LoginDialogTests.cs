using System.Threading.Channels;
using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

public class LoginDialogTests
{
    private const string Known = """{"type":"account","id":2,"exists":true}""";
    private const string Unknown = """{"type":"account","id":2,"exists":false}""";

    [Test]
    public async Task A_known_name_is_asked_for_its_password()
    {
        var dialog = new Dialog();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync("[Password: secret]", "a", """{"type":"login","id":3,"name":"ann","password":"a"}""", Welcome(3));
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_wrong_password_is_asked_for_again_without_the_name()
    {
        var dialog = new Dialog(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync(
            "[Password: secret]", "b", """{"type":"login","id":3,"name":"ann","password":"b"}""", Error(3, "wrong_password", "wrong!"));
        await dialog.ShowsAsync("wrong!");
        await dialog.AnswerAsync("[Password: secret]", "a", """{"type":"login","id":4,"name":"ann","password":"a"}""", Welcome(4));
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task Where_the_server_asks_to_wait_the_password_is_asked_for_again()
    {
        var dialog = new Dialog(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync(
            "[Password: secret]", "a", """{"type":"login","id":3,"name":"ann","password":"a"}""", Error(3, "slow_down", "try again in 4 s"));
        await dialog.ShowsAsync("try again in 4 s");
        await dialog.AnswerAsync("[Password: secret]", "a", """{"type":"login","id":4,"name":"ann","password":"a"}""", Welcome(4));
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_blocked_account_ends_the_client()
    {
        var dialog = new Dialog(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync(
            "[Password: secret]", "b", """{"type":"login","id":3,"name":"ann","password":"b"}""", Error(3, "account_blocked", "blocked for 60 seconds"));
        await dialog.ShowsAsync("blocked for 60 seconds");
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    public async Task A_name_that_is_online_already_is_asked_for_again()
    {
        var dialog = new Dialog(user: "ann");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.AnswerAsync(
            "[Password: secret]", "a", """{"type":"login","id":3,"name":"ann","password":"a"}""", Error(3, "already_online", "ann is online"));
        await dialog.ShowsAsync("ann is online");
        await dialog.AnswerAsync("[Username: ]", "bob", """{"type":"account","id":4,"name":"bob"}""", """{"type":"account","id":4,"exists":true}""");
        await dialog.AnswerAsync("[Password: secret]", "b", """{"type":"login","id":5,"name":"bob","password":"b"}""", Welcome(5));
        await dialog.EndsWithAsync("bob");
    }

    [Test]
    [Arguments("wrong_password")]
    [Arguments("slow_down")]
    [Arguments("already_online")]
    [Arguments("account_blocked")]
    public async Task A_password_that_a_script_gave_is_tried_once(string code)
    {
        var dialog = new Dialog(user: "ann", password: "b");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.RequestAsync("""{"type":"login","id":3,"name":"ann","password":"b"}""", Error(3, code, "no"));
        await dialog.ShowsAsync("no");
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    public async Task An_unknown_name_is_registered_with_a_password_that_is_repeated_at_a_terminal()
    {
        var dialog = new Dialog(isTerminal: true);
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.AnswerAsync("[Repeat the password: secret]", "b");
        await dialog.ShowsAsync("the passwords differ; try again");
        await dialog.AnswerAsync("[Choose a password: secret]", "with blank");
        await dialog.ShowsAsync("a password has 1 to 128 printable ASCII characters without spaces");
        await dialog.AnswerAsync("[Choose a password: secret]", "a");
        await dialog.AnswerAsync(
            "[Repeat the password: secret]", "a", """{"type":"register","id":3,"name":"ann","password":"a"}""", Welcome(3));
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task An_unknown_name_is_registered_with_a_password_given_once_in_pipes()
    {
        var dialog = new Dialog();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.AnswerAsync(
            "[Choose a password: secret]", "a", """{"type":"register","id":3,"name":"ann","password":"a"}""", Error(3, "name_taken", "taken"));
        await dialog.ShowsAsync("taken");
        await dialog.AnswerAsync("[Username: ]", "bob", """{"type":"account","id":4,"name":"bob"}""", """{"type":"account","id":4,"exists":false}""");
        await dialog.ShowsAsync("There is no account bob yet: a new one is being made.");
        await dialog.AnswerAsync("[Choose a password: secret]", "b", """{"type":"register","id":5,"name":"bob","password":"b"}""", Welcome(5));
        await dialog.EndsWithAsync("bob");
    }

    [Test]
    public async Task A_script_registers_an_unknown_name_with_the_password_that_it_gave()
    {
        var dialog = new Dialog(user: "ann", password: "a");
        await dialog.GreetAsync();
        await dialog.RequestAsync("""{"type":"account","id":2,"name":"ann"}""", Unknown);
        await dialog.ShowsAsync("There is no account ann yet: a new one is being made.");
        await dialog.RequestAsync("""{"type":"register","id":3,"name":"ann","password":"a"}""", Welcome(3));
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    [Arguments("")]
    [Arguments("two words")]
    [Arguments("josé")]
    [Arguments("123456789012345678901234567890123")]
    public async Task An_impossible_name_is_refused_without_asking_the_server(string name)
    {
        var dialog = new Dialog();
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
        var dialog = new Dialog(user: "ann");
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
        var dialog = new Dialog();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.ShowsAsync("[Password: secret]");
        if (withWord) await dialog.Server.SendAsync("""{"type":"error","id":0,"code":"login_timeout","text":"too slow"}""");
        dialog.Server.Close();
        dialog.Screen.Type("a");
        // The ids of a process never begin anew.
        await dialog.GreetAsync(4);
        await dialog.RequestAsync("""{"type":"login","id":5,"name":"ann","password":"a"}""", Welcome(5));
        await dialog.EndsWithAsync("ann");
    }

    [Test]
    public async Task A_server_that_is_gone_meanwhile_ends_the_client()
    {
        var dialog = new Dialog();
        await dialog.GreetAsync();
        await dialog.AnswerAsync("[Username: ]", "ann", """{"type":"account","id":2,"name":"ann"}""", Known);
        await dialog.ShowsAsync("[Password: secret]");
        dialog.IsReachable = false;
        dialog.Server.Close();
        dialog.Screen.Type("a");
        await dialog.EndsWithoutLoginAsync("cannot connect to the test server");
    }

    [Test]
    public async Task Being_told_to_stop_ends_the_dialog()
    {
        var dialog = new Dialog();
        await dialog.GreetAsync();
        await dialog.ShowsAsync("[Username: ]");
        await dialog.Stop.CancelAsync();
        await dialog.EndsWithoutLoginAsync(null);
    }

    [Test]
    [Arguments("""{"type":"error","id":1,"code":"version","text":"version 7 is spoken here"}""", "the test server refused the connection: version 7 is spoken here")]
    [Arguments("""{"type":"greeting","id":1,"version":2,"server":"s","maxLine":65536,"maxText":10000}""", "the test server did not answer as a chat server")]
    [Arguments("HTTP/1.1 400 Bad Request", "the test server did not answer as a chat server")]
    public async Task A_server_that_does_not_greet_is_no_server(string answer, string problem)
    {
        var dialog = new Dialog();
        await dialog.NextServerAsync();
        await dialog.Server.SendAsync(answer);
        await dialog.EndsWithoutLoginAsync(problem);
    }

    [Test]
    public async Task A_server_that_says_nothing_is_given_up_after_ten_seconds()
    {
        var dialog = new Dialog();
        await dialog.NextServerAsync();
        dialog.Time.Advance(TimeSpan.FromSeconds(10));
        await dialog.EndsWithoutLoginAsync("the test server did not answer as a chat server");
    }

    private static string Welcome(long id) => $$"""{"type":"welcome","id":{{id}},"name":"ann","token":"new"}""";

    private static string Error(long id, string code, string text) =>
        $$"""{"type":"error","id":{{id}},"code":"{{code}}","text":"{{text}}"}""";

    /// <summary>A dialog under way between a scripted person and a scripted server that may be connected to several times.</summary>
    private sealed class Dialog
    {
        private readonly Channel<LineConversation> _connections = Channel.CreateUnbounded<LineConversation>();
        private readonly Task<LoginResult> _result;

        public Dialog(string? user = null, string? password = null, bool isTerminal = false)
        {
            Screen = new ScriptedUserInterface(isTerminal);
            _result = RunAsync(user, password);
        }

        public ScriptedUserInterface Screen { get; }

        public FakeTimeProvider Time { get; } = new();

        public CancellationTokenSource Stop { get; } = new();

        public LineConversation Server { get; private set; } = null!;

        public bool IsReachable { get; set; } = true;

        public async Task NextServerAsync(long id = 1)
        {
            Server = await _connections.Reader.ReadAsync();
            await Assert.That(await Server.NextAsync()).IsEqualTo(
                $$"""{"type":"hello","id":{{id}},"version":1,"instance":"{{ClientRun.Instance}}"}""");
        }

        public async Task GreetAsync(long id = 1)
        {
            await NextServerAsync(id);
            await Server.SendAsync($$"""{"type":"greeting","id":{{id}},"version":1,"server":"test","maxLine":65536,"maxText":10000}""");
        }

        public async Task ShowsAsync(string line) => await Assert.That(await Screen.NextAsync()).IsEqualTo(line);

        public async Task RequestAsync(string request, string reply)
        {
            await Assert.That(await Server.NextAsync()).IsEqualTo(request);
            await Server.SendAsync(reply);
        }

        public async Task AnswerAsync(string prompt, string typed)
        {
            await ShowsAsync(prompt);
            Screen.Type(typed);
        }

        public async Task AnswerAsync(string prompt, string typed, string request, string reply)
        {
            await AnswerAsync(prompt, typed);
            await RequestAsync(request, reply);
        }

        public async Task EndsWithAsync(string name)
        {
            LoginResult result = await _result;
            await Assert.That(result.Link).IsNotNull();
            await Assert.That(result.Name).IsEqualTo(name);
            await Assert.That(result.Token).IsEqualTo("new");
            await Assert.That(result.Password).IsEqualTo(name[..1]);
            await Assert.That(Screen.Rest()).IsEqualTo("");
        }

        public async Task EndsWithoutLoginAsync(string? problem)
        {
            LoginResult result = await _result;
            await Assert.That(result.Link).IsNull();
            await Assert.That(result.Problem).IsEqualTo(problem);
            await Assert.That(Screen.Rest()).IsEqualTo("");
        }

        private async Task<LoginResult> RunAsync(string? user, string? password)
        {
            var connector = new ServerConnector("the test server", ConnectAsync, new ClientInstance(ClientRun.Instance), Time);
            (ServerLink? link, string? problem) = await connector.ConnectAsync(Stop.Token);
            if (link is null) return new LoginResult(null, "", Problem: problem);
            return await new LoginDialog(Screen, connector, user, password).RunAsync(link, Stop.Token);
        }

        private Task<IByteConnection?> ConnectAsync(CancellationToken cancellation)
        {
            if (!IsReachable) return Task.FromResult<IByteConnection?>(null);
            (InMemoryConnection client, InMemoryConnection server) = InMemoryConnection.Pair();
            _connections.Writer.TryWrite(new LineConversation(server));
            return Task.FromResult<IByteConnection?>(client);
        }
    }
}
