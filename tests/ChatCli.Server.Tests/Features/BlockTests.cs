using System.Text.RegularExpressions;
using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class BlockTests
{
    [Test]
    public async Task A_block_is_confirmed_and_the_one_blocked_is_told_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await Assert.That(await clients[1].BlockAsync("ann")).IsEqualTo("ok");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Refusals_come_in_their_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That(await ann.BlockAsync("ann")).IsEqualTo("error self");
        await Assert.That(await ann.BlockAsync("nobody")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.BlockAsync("bob")).IsEqualTo("ok");
        await Assert.That(await ann.BlockAsync("bob")).IsEqualTo("error already_blocked");
    }

    [Test]
    public async Task A_block_is_one_way()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].BlockAsync("ann");

        await Assert.That(await clients[1].TryMessageAsync("ann", "from bob")).IsNull();
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("message bob from bob");
        await Assert.That(await clients[0].TryMessageAsync("bob", "from ann")).IsEqualTo("error blocked");
    }

    [Test]
    public async Task A_block_may_be_mutual()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await Assert.That(await clients[0].BlockAsync("bob")).IsEqualTo("ok");
        await Assert.That(await clients[1].BlockAsync("ann")).IsEqualTo("ok");

        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users ");
        await Assert.That(await clients[1].TryMessageAsync("ann", "x")).IsEqualTo("error blocked");
    }

    [Test]
    public async Task A_message_accepted_before_the_block_is_still_delivered()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.MessageAsync("bob", "before");
        ScriptedClient carol = await server.LoginAsync("carol");
        await carol.MessageAsync("bob", "too");
        ScriptedClient bob = await server.LoginAsync("bob");
        await bob.BlockAsync("ann");

        await Assert.That(await ann.TryMessageAsync("bob", "after")).IsEqualTo("error blocked");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann before stored; message carol too stored");
    }

    [Test]
    public async Task A_stored_message_comes_even_when_the_block_was_set_before_the_login()
    {
        var store = new MemoryStore();
        await store.AddAsync("bob", StoreMessages.Message("before"));
        await store.AddBlockAsync(new("bob", "ann"));
        await using TestServer server = await TestServer.StartAsync(store: store);

        ScriptedClient bob = await server.LoginAsync("bob");

        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann before stored");
    }

    [Test]
    public async Task Blocks_in_the_store_hold_from_the_start()
    {
        var store = new MemoryStore();
        await store.AddBlockAsync(new("bob", "ann"));
        await store.AddBlockAsync(new("bob", "gone"));
        await store.AddBlockAsync(new("gone", "ann"));
        await using TestServer server = await TestServer.StartAsync(store: store);
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await Assert.That(await clients[0].TryMessageAsync("bob", "x")).IsEqualTo("error blocked");
        await Assert.That(await clients[0].BroadcastAsync("x")).IsEqualTo("broadcast false");
        await Assert.That(await clients[1].UnblockAsync("ann")).IsEqualTo("ok");
        await Assert.That(await clients[0].BroadcastAsync("x")).IsEqualTo("broadcast true");
    }

    [Test]
    public async Task A_block_survives_a_restart()
    {
        var store = new MemoryStore();
        await using (TestServer first = await TestServer.StartAsync(store: store))
        {
            ScriptedClient bob = await first.LoginAsync("bob");
            await bob.BlockAsync("ann");
            await bob.BlockAsync("carol");
            await bob.UnblockAsync("carol");
        }
        await using TestServer second = await TestServer.StartAsync(store: store);
        ScriptedClient ann = await second.LoginAsync("ann");
        ScriptedClient carol = await second.LoginAsync("carol");

        await Assert.That(await ann.TryMessageAsync("bob", "x")).IsEqualTo("error blocked");
        await Assert.That(await carol.TryMessageAsync("bob", "x")).IsNull();
    }

    /// <summary>
    /// Everything that ann can do, and all that she is told, while bob, who has blocked her, is online or offline, comes or goes.
    /// </summary>
    [Test]
    public async Task Nothing_tells_whether_a_blocker_is_online()
    {
        string online = await TranscriptAsync(async (server, bob) => bob);
        string offline = await TranscriptAsync(async (server, bob) =>
        {
            await bob.LogoutAsync();
            return null;
        });
        string away = await TranscriptAsync(async (server, bob) =>
        {
            await bob.HangUpAsync();
            return null;
        });

        await Assert.That(offline).IsEqualTo(online);
        await Assert.That(away).IsEqualTo(online);
    }

    private static async Task<string> TranscriptAsync(Func<TestServer, ScriptedClient, Task<ScriptedClient?>> arrange)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        await bob.BlockAsync("ann");
        ScriptedClient ann = await server.LoginAsync("ann");
        ScriptedClient carol = await server.LoginAsync("carol");
        // carol sees all; she keeps the two runs in step.
        ScriptedClient? present = await arrange(server, bob);

        for (int round = 0; round < 2; round++)
        {
            await ann.TryMessageAsync("bob", "hi");
            await ann.BroadcastAsync("hi");
            await ann.WhoElseAsync();
            await ann.WhoElseSinceAsync(1_000_000);
            await ann.WhoElseSinceAsync(0);
            await ann.StartPrivateAsync("bob");
            await ann.CheckPrivateAsync("bob");
            await ann.AnswerPrivateAsync("bob", accept: true);
            await ann.AnswerPrivateAsync("bob", accept: false);
            await ann.BlockAsync("bob");
            await ann.UnblockAsync("bob");
            await ann.UnblockAsync("bob");
            await ann.EventsAsync();
            // The grace ends, and then bob comes, or goes.
            server.Time.Advance(TimeSpan.FromSeconds(30));
            await carol.EventsAsync();
            if (round > 0) break;
            if (present is not null) await present.LogoutAsync();
            else present = await server.LoginAsync("bob");
            await carol.EventsAsync();
            await ann.EventsAsync();
        }
        // The token is random, and so are the nonces of the log-in.
        return Regex.Replace(string.Join('\n', ann.Transcript), "\"(token\":\"[0-9a-f]+|data\":\"[rv]=[^\"]+)\"", "");
    }
}
