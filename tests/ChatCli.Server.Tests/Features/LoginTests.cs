using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class LoginTests
{
    [Test]
    public async Task The_right_password_is_welcome()
    {
        await using TestServer server = await TestServer.StartAsync();

        (_, WireLine answer) = await server.TryLoginAsync("ann");

        await Assert.That(answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task An_unknown_name_is_refused_and_the_connection_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();

        (ScriptedClient client, WireLine answer) = await server.TryLoginAsync("nobody");

        await Assert.That(answer.ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    [Arguments("wrong")]
    [Arguments("")]
    [Arguments("ANN-SECRET")]
    [Arguments("ann-secret ")]
    [Arguments("ännsecret")]
    public async Task A_wrong_password_may_be_tried_again(string password)
    {
        await using TestServer server = await TestServer.StartAsync();

        (ScriptedClient client, WireLine answer) = await server.TryLoginAsync("ann", password);

        await Assert.That(answer.ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task The_third_wrong_password_blocks_the_name_and_ends_the_connection()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error account_blocked");

        await Assert.That(await client.TryReadAsync()).IsNull();
    }

    [Test]
    public async Task Wrong_passwords_count_over_all_connections_and_hang_ups()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient first, _) = await server.TryLoginAsync("ann", "x");
        await first.HangUpAsync();
        ScriptedClient second = await server.GreetAsync();
        ScriptedClient third = await server.GreetAsync();

        await Assert.That(await TryAsync(second, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(third, "x")).IsEqualTo("error account_blocked");

        // The second connection is still open, but the name is blocked there too.
        await Assert.That(await TryAsync(second, "ann-secret")).IsEqualTo("error account_blocked");
        await Assert.That(await second.TryReadAsync()).IsNull();
    }

    [Test]
    public async Task While_blocked_the_right_password_gets_a_message_of_its_own_and_the_close()
    {
        await using TestServer server = await TestServer.StartAsync();
        string third = (await BlockAsync(server, "ann"))["text"];

        (ScriptedClient client, WireLine answer) = await server.TryLoginAsync("ann");

        await Assert.That(answer.ToString()).IsEqualTo("error account_blocked");
        await Assert.That(answer["text"]).IsNotEqualTo(third);
        await Assert.That(await client.TryReadAsync()).IsNull();
    }

    [Test]
    public async Task The_block_ends_exactly_on_time()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { BlockDuration = TimeSpan.FromSeconds(7) });
        await BlockAsync(server, "ann");
        server.Time.Advance(TimeSpan.FromSeconds(7) - TimeSpan.FromTicks(1));

        await Assert.That((await server.TryLoginAsync("ann")).Answer.ToString()).IsEqualTo("error account_blocked");
        server.Time.Advance(TimeSpan.FromTicks(1));
        await Assert.That((await server.TryLoginAsync("ann")).Answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task Tries_while_blocked_neither_count_nor_extend()
    {
        await using TestServer server = await TestServer.StartAsync();
        await BlockAsync(server, "ann");
        for (int i = 0; i < 5; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(10));
            await Assert.That((await server.TryLoginAsync("ann", "x")).Answer.ToString()).IsEqualTo("error account_blocked");
            await Assert.That((await server.TryLoginAsync("ann")).Answer.ToString()).IsEqualTo("error account_blocked");
        }
        server.Time.Advance(TimeSpan.FromSeconds(10));

        // The block is over, and the count began anew: two more wrong ones are allowed.
        ScriptedClient client = await server.GreetAsync();
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(client, "ann-secret")).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task A_success_resets_the_count()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        await TryAsync(client, "x");
        await TryAsync(client, "x");
        await TryAsync(client, "ann-secret");
        await client.LogoutAsync();

        client = await server.GreetAsync();
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(client, "x")).IsEqualTo("error account_blocked");
    }

    [Test]
    public async Task Failures_of_different_names_do_not_add_up()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        await TryAsync(client, "x");
        await TryAsync(client, "x");
        await Assert.That((await client.LoginAsync("bob", "x")).ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("bob", "x")).ToString()).IsEqualTo("error wrong_password");

        await BlockAsync(server, "carol");

        await Assert.That((await client.LoginAsync("bob", "bob-secret")).Type).IsEqualTo("welcome");
        await Assert.That((await server.TryLoginAsync("ann")).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task A_session_already_open_is_not_touched_by_the_block()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await BlockAsync(server, "ann");

        await clients[1].MessageAsync("ann", "still there?");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("message bob still there?");
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users bob");
    }

    [Test]
    public async Task A_block_of_no_time_is_over_at_once()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { BlockDuration = TimeSpan.Zero });
        await BlockAsync(server, "ann");

        await Assert.That((await server.TryLoginAsync("ann")).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task That_a_name_is_online_is_told_only_after_the_right_password()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        ScriptedClient second = await server.GreetAsync();

        await Assert.That(await TryAsync(second, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(second, "x")).IsEqualTo("error wrong_password");
        await Assert.That(await TryAsync(second, "ann-secret")).IsEqualTo("error already_online");

        // That was no wrong try: the count was reset, and the connection may take another name.
        await Assert.That(await TryAsync(second, "x")).IsEqualTo("error wrong_password");
        await Assert.That((await second.LoginAsync("carol", "carol-secret")).Type).IsEqualTo("welcome");
        // The session in place was not disturbed.
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence carol true");
        await clients[0].MessageAsync("bob", "hi");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("presence carol true; message ann hi");
    }

    [Test]
    public async Task Of_many_logins_of_one_name_at_once_exactly_one_wins()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient watcher = await server.LoginAsync("bob");
        ScriptedClient[] clients = [.. Enumerable.Range(0, 16).Select(_ => server.Connect())];
        foreach (ScriptedClient client in clients) await server.GreetAsync(client);

        string[] answers = await Task.WhenAll(clients.Select(client => Task.Run(() => TryAsync(client, "ann-secret"))));

        await Assert.That(answers.Count(answer => answer == "welcome ann")).IsEqualTo(1);
        await Assert.That(answers.Count(answer => answer == "error already_online")).IsEqualTo(15);
        await Assert.That(await watcher.NewsAsync()).IsEqualTo("presence ann true");
    }

    [Test]
    public async Task Who_does_not_log_in_within_60_seconds_is_told_and_disconnected()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient silent = server.Connect();
        ScriptedClient greeted = await server.GreetAsync();
        (ScriptedClient trying, _) = await server.TryLoginAsync("ann", "x");
        server.Time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        await Assert.That(await greeted.NewsAsync()).IsEqualTo("");
        await TryAsync(trying, "x");

        server.Time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.That(string.Join(' ', await silent.ReadToEndAsync())).IsEqualTo("error login_timeout");
        await Assert.That(string.Join(' ', await greeted.ReadToEndAsync())).IsEqualTo("error login_timeout");
        await Assert.That(string.Join(' ', await trying.ReadToEndAsync())).IsEqualTo("error login_timeout");
    }

    [Test]
    public async Task Who_logged_in_has_no_login_deadline()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(300));

        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    public async Task The_order_after_a_login_is_welcome_then_stored_messages_then_live_ones()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        for (int i = 0; i < 250; i++) await ann.RequestAsync("message", ("to", "bob"), ("text", $"{i}"));
        await ann.EventsAsync();
        ScriptedClient bob = await server.GreetAsync();
        await bob.SendLoginAsync("bob", "bob-secret");
        // Only the welcome and what follows may announce bob, so this comes after.
        while ((await ann.ReadAsync()).ToString() != "presence bob true")
        {
        }
        await ann.MessageAsync("bob", "250");

        List<WireLine> lines = await bob.ReadAsync(252);

        await Assert.That(lines[0].ToString()).IsEqualTo("welcome bob");
        await Assert.That(string.Join(' ', lines.Skip(1).Select(line => line["text"])))
            .IsEqualTo(string.Join(' ', Enumerable.Range(0, 251)));
    }

    [Test]
    public async Task Two_logins_on_one_connection_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That((await ann.LoginAsync("bob", "bob-secret")).ToString()).IsEqualTo("error out_of_place");
        await Assert.That((await ann.RegisterAsync("eve", "secret")).ToString()).IsEqualTo("error out_of_place");
        await Assert.That((await server.TryLoginAsync("bob")).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task An_account_removed_during_its_login_stays_out()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient watcher = await server.LoginAsync("bob");
        server.Accounts.Verifying = () =>
        {
            server.Accounts.Verifying = null;
            server.RemoveAccount("ann");
        };

        (_, WireLine answer) = await server.TryLoginAsync("ann");

        await Assert.That(answer.ToString()).IsEqualTo("error unknown_user");
        await Assert.That(await watcher.WhoElseAsync()).IsEqualTo("users ");
        await Assert.That(await watcher.NewsAsync()).IsEqualTo("");
    }

    private static async Task<string> TryAsync(ScriptedClient client, string password) => (await client.LoginAsync("ann", password)).ToString();

    private static async Task<WireLine> BlockAsync(TestServer server, string name)
    {
        ScriptedClient client = await server.GreetAsync();
        await client.LoginAsync(name, "x");
        await client.LoginAsync(name, "x");
        WireLine answer = await client.LoginAsync(name, "x");
        await Assert.That(answer.ToString()).IsEqualTo("error account_blocked");
        return answer;
    }
}
