using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class LogoutTests
{
    [Test]
    public async Task A_logout_is_answered_after_everything_asked_before_and_the_connection_ends()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        byte[] all = [
            .. ScriptedClient.Request(11, "message", ("to", "bob"), ("text", "last words")),
            .. ScriptedClient.Request(12, "whoelse"),
            .. ScriptedClient.Request(13, "logout"),
            .. ScriptedClient.Request(14, "message", ("to", "bob"), ("text", "too late"))];

        await clients[0].SendAsync(all);

        await Assert.That(string.Join("; ", await clients[0].ReadToEndAsync())).IsEqualTo("users bob; ok");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann last words; presence ann false");
    }

    [Test]
    public async Task The_name_is_free_at_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.AskAsync("logout");

        await Assert.That((await server.TryLoginAsync("ann")).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task A_logout_leaves_nobody_away()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].LogoutAsync();

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("presence ann false");
        server.Time.Advance(TimeSpan.FromSeconds(60));
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Stopping_tells_everybody_and_no_user_about_another()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        ScriptedClient greeted = await server.GreetAsync();
        Task stopping = server.StopAsync();

        foreach (ScriptedClient client in clients)
        {
            WireLine last = (await client.ReadToEndAsync()).Single();
            await Assert.That(last.Type).IsEqualTo("loggedout");
            await Assert.That(last["reason"]).IsEqualTo("stopping");
            client.Dispose();
        }
        await Assert.That(await greeted.TryReadAsync()).IsNull();
        greeted.Dispose();
        await stopping.WaitAsync(ScriptedClient.Patience);
    }

    [Test]
    public async Task Who_connects_while_the_server_stops_is_sent_away()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.StopAsync();

        ScriptedClient late = server.Connect();

        await Assert.That(await late.TryReadAsync()).IsNull();
    }
}
