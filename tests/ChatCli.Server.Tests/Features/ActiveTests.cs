using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class ActiveTests
{
    [Test]
    public async Task Being_active_has_no_answer()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].RequestAsync("active");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Being_active_keeps_a_user_online_for_ever()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        for (int i = 0; i < 20; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(599));
            await ann.RequestAsync("active");
            await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        }
    }
}
