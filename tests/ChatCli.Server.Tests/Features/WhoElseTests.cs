using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class WhoElseTests
{
    [Test]
    public async Task The_others_who_are_online_are_listed_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("carol", "ann", "bob");

        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users ann,bob");
        await Assert.That(await clients[1].WhoElseAsync()).IsEqualTo("users bob,carol");
    }

    [Test]
    public async Task Alone_the_list_is_empty()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That((await ann.AskAsync("whoelse")).Users).IsEmpty();
    }

    [Test]
    public async Task Who_has_logged_out_is_not_listed()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].LogoutAsync();

        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users carol");
    }

    [Test]
    public async Task Who_has_blocked_the_caller_is_left_out_and_still_sees_the_caller()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[1].BlockAsync("ann");

        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users carol");
        await Assert.That(await clients[1].WhoElseAsync()).IsEqualTo("users ann,carol");
        await Assert.That(await clients[2].WhoElseAsync()).IsEqualTo("users ann,bob");
    }

    [Test]
    public async Task A_long_list_comes_in_several_lines()
    {
        string[] names = [.. Enumerable.Range(0, 1200).Select(i => $"{new string('"', 27)}{i:00000}")];
        await using TestServer server = await TestServer.StartAsync([.. names, "ann"], new ServerOptions { MaxStrangers = 2 * names.Length });
        ScriptedClient ann = await server.LoginAsync("ann");
        foreach (string name in names)
        {
            ScriptedClient client = await server.GreetAsync();
            await client.SendLoginAsync(name, TestServer.PasswordOf(name));
        }
        // The announcements say that all of them are online.
        await ann.ReadAsync(names.Length);

        long id = await ann.RequestAsync("whoelse");

        var listed = new List<string>();
        WireLine line;
        do
        {
            line = await ann.ReadAsync();
            await Assert.That(line.Id).IsEqualTo(id);
            listed.AddRange(line.Users);
        }
        while (line["more"] == "true");
        await Assert.That(string.Join(' ', listed)).IsEqualTo(string.Join(' ', names));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
    }
}
