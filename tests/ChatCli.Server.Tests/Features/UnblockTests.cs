using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class UnblockTests
{
    [Test]
    public async Task After_an_unblock_everything_passes_again_and_nobody_was_told()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].BlockAsync("ann");

        await Assert.That(await clients[1].UnblockAsync("ann")).IsEqualTo("ok");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[0].TryMessageAsync("bob", "again")).IsNull();
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann again");
    }

    [Test]
    public async Task Refusals_come_in_their_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That(await ann.UnblockAsync("ann")).IsEqualTo("error self");
        await Assert.That(await ann.UnblockAsync("nobody")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.UnblockAsync("bob")).IsEqualTo("error not_blocked");
        await ann.BlockAsync("bob");
        await Assert.That(await ann.UnblockAsync("bob")).IsEqualTo("ok");
        await Assert.That(await ann.UnblockAsync("bob")).IsEqualTo("error not_blocked");
    }

    [Test]
    public async Task The_block_of_another_stays()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].BlockAsync("ann");
        await clients[2].BlockAsync("ann");
        await clients[1].UnblockAsync("ann");

        await Assert.That(await clients[0].TryMessageAsync("carol", "x")).IsEqualTo("error blocked");
        await Assert.That(await clients[0].BroadcastAsync("x")).IsEqualTo("broadcast false");
    }
}
