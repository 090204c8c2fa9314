using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class CheckPrivateTests
{
    [Test]
    public async Task Refusals_come_in_their_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        ScriptedClient ann = clients[0];
        await clients[1].BlockAsync("ann");

        await Assert.That(await ann.CheckPrivateAsync("ann")).IsEqualTo("error self");
        await Assert.That(await ann.CheckPrivateAsync("nobody")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.CheckPrivateAsync("bob")).IsEqualTo("error blocked");
        await Assert.That(await ann.CheckPrivateAsync("dave")).IsEqualTo("error offline");
        await Assert.That(await ann.CheckPrivateAsync("carol")).IsEqualTo("ok");
        await clients[1].LogoutAsync();
        await Assert.That(await ann.CheckPrivateAsync("bob")).IsEqualTo("error blocked");
    }

    [Test]
    public async Task Nobody_is_told_of_a_check_and_nothing_changes()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].CheckPrivateAsync("bob");

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("error not_asked");
    }

    [Test]
    public async Task An_away_user_counts_as_online()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();

        await Assert.That(await clients[0].CheckPrivateAsync("bob")).IsEqualTo("ok");
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await clients[0].CheckPrivateAsync("bob")).IsEqualTo("error offline");
    }
}
