using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class PresenceTests
{
    [Test]
    public async Task Login_and_logout_are_announced_to_every_other_online_user()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        ScriptedClient carol = await server.LoginAsync("carol");
        await Assert.That(await carol.NewsAsync()).IsEqualTo("");
        await carol.LogoutAsync();

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence carol true; presence carol false");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("presence carol true; presence carol false");
    }

    [Test]
    public async Task Whom_a_user_has_blocked_is_told_nothing_about_that_user()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[0].BlockAsync("bob");
        await clients[0].LogoutAsync();
        await server.LoginAsync("ann");

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("presence ann false; presence ann true");
    }

    [Test]
    public async Task A_blocker_is_still_told_about_the_one_blocked()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].BlockAsync("bob");
        await clients[1].LogoutAsync();

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
    }

    [Test]
    public async Task With_blocks_both_ways_neither_is_told_anything()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].BlockAsync("bob");
        await clients[1].BlockAsync("ann");
        await clients[1].LogoutAsync();
        await server.LoginAsync("bob");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_lost_link_is_announced_when_the_grace_ends_and_not_before()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users bob");
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    public async Task Without_grace_a_lost_link_is_a_logout()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Grace = TimeSpan.Zero });
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    public async Task A_login_during_the_grace_ends_the_away_session_and_is_announced()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(5));

        ScriptedClient bob = await server.LoginAsync("bob");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false; presence bob true");
        // The end of the old grace period means nothing to the new session.
        server.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ann");
    }

    [Test]
    public async Task A_wrong_password_during_the_grace_changes_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();

        await Assert.That((await server.TryLoginAsync("bob", "x")).Answer.ToString()).IsEqualTo("error wrong_password");
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Messages_to_an_away_user_wait_for_the_next_login()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();

        await clients[0].MessageAsync("bob", "while away");
        await Assert.That(await clients[0].BroadcastAsync("not for the away")).IsEqualTo("broadcast false");

        ScriptedClient bob = await server.LoginAsync("bob");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann while away stored");
    }

    [Test]
    public async Task An_abrupt_end_counts_like_a_hang_up()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        ((InMemoryConnection)clients[1].Connection).Break();
        await server.Log.WaitForDisconnectsAsync(1);

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
    }

    [Test]
    public async Task A_second_loss_begins_a_grace_of_its_own()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(9));
        ScriptedClient again = await server.LoginAsync("bob");
        await again.HangUpAsync();
        await clients[0].EventsAsync();

        server.Time.Advance(TimeSpan.FromSeconds(9));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
    }

    [Test]
    public async Task A_very_long_grace_is_possible()
    {
        var options = new ServerOptions { Timeout = TimeSpan.Zero, Grace = TimeSpan.FromSeconds(int.MaxValue) };
        await using TestServer server = await TestServer.StartAsync(options);
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();
        server.Time.Advance(TimeSpan.FromDays(40));

        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Who_comes_and_goes_in_a_loop_is_announced_now_and_then_and_nobody_is_left_in_error()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        for (int i = 0; i < 10; i++) await (await server.LoginAsync("bob")).LogoutAsync();
        await Assert.That((await ann.EventsAsync()).Count(line => line.Type == "presence")).IsEqualTo(20);

        for (int i = 0; i < 10; i++) await (await server.LoginAsync("bob")).LogoutAsync();
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");

        // The moment at which it would be told: bob is offline, as was said last.
        server.Time.Advance(TimeSpan.FromSeconds(6));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        ScriptedClient bob = await server.LoginAsync("bob");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob true");
        await bob.LogoutAsync();
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
        server.Time.Advance(TimeSpan.FromSeconds(6));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");

        // Others have notices of their own.
        await server.LoginAsync("carol");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence carol true");
    }

    [Test]
    public async Task After_a_while_every_coming_and_going_is_announced_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        for (int i = 0; i < 15; i++) await (await server.LoginAsync("bob")).LogoutAsync();
        server.Time.Advance(TimeSpan.FromSeconds(101));
        await ann.EventsAsync();

        for (int i = 0; i < 10; i++) await (await server.LoginAsync("bob")).LogoutAsync();

        await Assert.That((await ann.EventsAsync()).Count(line => line.Type == "presence")).IsEqualTo(20);
    }

    [Test]
    public async Task A_notice_that_was_put_off_is_told_before_the_name_is_another_users()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { NoticesAtOnce = 1 });
        ScriptedClient ann = await server.LoginAsync("ann");
        await (await server.LoginAsync("bob")).LogoutAsync();
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob true");

        server.RemoveAccount("bob");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");
        await (await server.GreetAsync()).RegisterAsync("bob", "pass");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob true");
        server.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_notice_that_was_put_off_is_not_told_to_whom_the_user_hides_from()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { NoticesAtOnce = 1 });
        ScriptedClient[] others = await server.LoginAllAsync("ann", "carol");
        ScriptedClient bob = await server.LoginAsync("bob");
        await bob.BlockAsync("ann");
        await bob.LogoutAsync();
        server.Time.Advance(TimeSpan.FromSeconds(6));

        await Assert.That(await others[0].NewsAsync()).IsEqualTo("presence bob true");
        await Assert.That(await others[1].NewsAsync()).IsEqualTo("presence bob true; presence bob false");
    }
}
