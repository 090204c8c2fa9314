using ChatCli.Protocol.Messages;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class BroadcastTests
{
    [Test]
    public async Task A_broadcast_reaches_all_others_who_are_online()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");

        await Assert.That(await clients[0].BroadcastAsync("to all")).IsEqualTo("broadcast true");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("broadcast ann to all");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("broadcast ann to all");
    }

    [Test]
    public async Task A_broadcast_to_nobody_is_complete()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That(await ann.BroadcastAsync("anybody?")).IsEqualTo("broadcast true");
    }

    [Test]
    public async Task A_broadcast_is_never_stored()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.BroadcastAsync("missed");

        ScriptedClient bob = await server.LoginAsync("bob");

        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Empty_and_too_long_texts_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await Assert.That(await clients[0].BroadcastAsync("")).IsEqualTo("error empty_text");
        await Assert.That(await clients[0].BroadcastAsync(" \t ")).IsEqualTo("error empty_text");
        await Assert.That(await clients[0].BroadcastAsync(new string('x', Limits.MaxText + 1))).IsEqualTo("error text_too_long");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_blocker_is_skipped_and_the_sender_is_told_no_names()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].BlockAsync("ann");

        WireLine answer = await clients[0].AskAsync("broadcast", ("text", "to some"));

        await Assert.That(answer.Raw).IsEqualTo($$"""{"type":"broadcast","id":{{answer.Id}},"complete":false}""");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("broadcast ann to some");
    }

    [Test]
    public async Task Whether_a_blocker_is_online_makes_no_difference()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].BlockAsync("ann");
        await clients[1].LogoutAsync();

        await Assert.That(await clients[0].BroadcastAsync("hi")).IsEqualTo("broadcast false");

        ScriptedClient bob = await server.LoginAsync("bob");
        await bob.UnblockAsync("ann");
        await Assert.That(await clients[0].BroadcastAsync("hi")).IsEqualTo("broadcast true");
    }

    [Test]
    public async Task A_blocker_still_reaches_the_one_blocked()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].BlockAsync("ann");

        await Assert.That(await clients[1].BroadcastAsync("still here")).IsEqualTo("broadcast true");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("broadcast bob still here");
    }

    [Test]
    public async Task Removing_the_blocker_makes_broadcasts_complete_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].BlockAsync("ann");

        server.RemoveAccount("bob");

        await Assert.That(await clients[0].BroadcastAsync("hi")).IsEqualTo("broadcast true");
    }
}
