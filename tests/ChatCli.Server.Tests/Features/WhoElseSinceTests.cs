using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class WhoElseSinceTests
{
    [Test]
    public async Task Who_was_online_within_the_time_is_listed_whenever_the_session_began()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.Zero });
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        server.Time.Advance(TimeSpan.FromSeconds(1000));
        await clients[1].LogoutAsync();
        server.Time.Advance(TimeSpan.FromSeconds(180));
        await clients[2].LogoutAsync();
        server.Time.Advance(TimeSpan.FromSeconds(120));

        // bob is out for 300 s, carol for 120 s.
        await Assert.That(await clients[0].WhoElseSinceAsync(200)).IsEqualTo("users carol");
        await Assert.That(await clients[0].WhoElseSinceAsync(500)).IsEqualTo("users bob,carol");
        await Assert.That(await clients[0].WhoElseSinceAsync(100)).IsEqualTo("users ");
    }

    [Test]
    public async Task The_last_second_counts()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].LogoutAsync();
        server.Time.Advance(TimeSpan.FromSeconds(100));

        await Assert.That(await clients[0].WhoElseSinceAsync(100)).IsEqualTo("users bob");
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.That(await clients[0].WhoElseSinceAsync(100)).IsEqualTo("users ");
    }

    [Test]
    public async Task Who_is_online_is_listed_for_any_time()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        server.Time.Advance(TimeSpan.FromSeconds(50));

        await Assert.That(await clients[0].WhoElseSinceAsync(0)).IsEqualTo("users bob");
        await Assert.That(await clients[0].WhoElseSinceAsync(1)).IsEqualTo("users bob");
    }

    [Test]
    [Arguments(long.MaxValue)]
    [Arguments(922_337_203_685)]
    [Arguments(922_337_203_684)]
    [Arguments(int.MaxValue)]
    public async Task A_huge_number_means_since_the_start(long seconds)
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.Zero });
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].LogoutAsync();
        server.Time.Advance(TimeSpan.FromDays(400));

        // dave has never logged in.
        await Assert.That(await clients[0].WhoElseSinceAsync(seconds)).IsEqualTo("users bob,carol");
    }

    [Test]
    [Arguments("-1")]
    [Arguments("-9223372036854775808")]
    [Arguments("1.5")]
    [Arguments("\"10\"")]
    [Arguments("null")]
    public async Task What_is_no_number_of_seconds_is_refused(string seconds)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        WireLine refusal = await ann.RefusedLineAsync($$"""{"type":"whoelsesince","id":9,"seconds":{{seconds}}}""");

        await Assert.That(refusal["code"]).IsEqualTo("bad_request");
    }

    [Test]
    public async Task Who_blocks_the_caller_now_is_left_out_online_or_not()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].BlockAsync("ann");
        await clients[2].BlockAsync("ann");
        await clients[2].LogoutAsync();

        await Assert.That(await clients[0].WhoElseSinceAsync(1000)).IsEqualTo("users ");
        await clients[1].UnblockAsync("ann");
        await Assert.That(await clients[0].WhoElseSinceAsync(1000)).IsEqualTo("users bob");
        await Assert.That(await clients[1].WhoElseSinceAsync(1000)).IsEqualTo("users ann,carol");
    }

    [Test]
    public async Task A_session_that_lost_its_link_counts_up_to_that_moment()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(10));

        // The grace is over: out since 10 s.
        await Assert.That(await clients[0].WhoElseSinceAsync(9)).IsEqualTo("users ");
        await Assert.That(await clients[0].WhoElseSinceAsync(10)).IsEqualTo("users bob");
    }

    [Test]
    public async Task A_new_login_counts_as_online_whatever_the_last_logout()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].LogoutAsync();
        server.Time.Advance(TimeSpan.FromSeconds(300));
        await server.LoginAsync("bob");
        server.Time.Advance(TimeSpan.FromSeconds(100));

        await Assert.That(await clients[0].WhoElseSinceAsync(1)).IsEqualTo("users bob");
    }

    [Test]
    public async Task A_removed_account_is_not_listed_any_more()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        server.RemoveAccount("bob");

        await Assert.That(await clients[0].WhoElseSinceAsync(1000)).IsEqualTo("users ");
    }
}
