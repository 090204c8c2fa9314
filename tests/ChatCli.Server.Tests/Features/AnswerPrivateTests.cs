using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class AnswerPrivateTests
{
    [Test]
    public async Task A_yes_tells_both_where_the_other_is_and_the_same_secret()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");

        (WireLine toAnn, WireLine toBob) = await IntroduceAsync(clients[0], clients[1]);

        await Assert.That(toAnn["user"]).IsEqualTo("bob");
        await Assert.That(toAnn["dial"]).IsEqualTo("true");
        await Assert.That(toAnn["port"]).IsEqualTo("6002");
        await Assert.That(toBob["user"]).IsEqualTo("ann");
        await Assert.That(toBob["dial"]).IsEqualTo("false");
        await Assert.That(toBob["port"]).IsEqualTo("6001");
        await Assert.That(toAnn["key"]).IsEqualTo(Requests.AskedKey);
        await Assert.That(toBob["key"]).IsEqualTo(Requests.AskerKey);
        await Assert.That(toAnn["session"]).Matches("^[0-9a-f]{32}$");
        await Assert.That(toAnn["secret"]).Matches("^[0-9a-f]{64}$");
        await Assert.That(toBob["session"]).IsEqualTo(toAnn["session"]);
        await Assert.That(toBob["secret"]).IsEqualTo(toAnn["secret"]);
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_key_is_handed_on_in_one_form_however_it_was_written()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob", key: Requests.AskerKey.ToUpperInvariant());
        await clients[1].EventsAsync();
        await clients[1].AnswerPrivateAsync("ann", accept: true, key: Requests.AskedKey.Replace("-", ""));

        await Assert.That((await clients[0].EventsAsync()).Single()["key"]).IsEqualTo(Requests.AskedKey);
        await Assert.That((await clients[1].EventsAsync()).Single()["key"]).IsEqualTo(Requests.AskerKey);
    }

    [Test]
    public async Task Every_introduction_has_a_secret_of_its_own()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        var secrets = new HashSet<string>();
        for (int i = 0; i < 10; i++)
        {
            (WireLine first, _) = await IntroduceAsync(clients[0], clients[1 + i % 2], i % 2 == 0 ? "bob" : "carol");
            secrets.Add(first["secret"]);
            secrets.Add(first["session"]);
        }

        await Assert.That(secrets.Count).IsEqualTo(20);
    }

    [Test]
    public async Task A_no_is_told_to_the_asker_alone()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[1].EventsAsync();

        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: false)).IsEqualTo("ok");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("privateaskended bob declined");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
        server.Time.Advance(TimeSpan.FromSeconds(120));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[0].StartPrivateAsync("bob")).IsEqualTo("ok");
    }

    [Test]
    public async Task Only_who_was_asked_can_answer_and_only_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        await clients[0].StartPrivateAsync("bob");

        await Assert.That(await clients[2].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("error not_asked");
        await Assert.That(await clients[0].AnswerPrivateAsync("bob", accept: true)).IsEqualTo("error not_asked");
        await Assert.That(await clients[1].AnswerPrivateAsync("carol", accept: true)).IsEqualTo("error not_asked");
        await Assert.That(await clients[1].AnswerPrivateAsync("nobody", accept: true)).IsEqualTo("error not_asked");
        await Assert.That(await clients[1].AnswerPrivateAsync("bob", accept: true)).IsEqualTo("error not_asked");
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true, port: 0)).IsEqualTo("error bad_request");
        foreach (string wrong in StartPrivateTests.NoKeys)
            await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true, key: wrong)).IsEqualTo("error bad_request");
        WireLine keyless = await clients[1].AskAsync("answerprivate", ("user", "ann"), ("accept", true), ("port", 6002));
        await Assert.That(keyless.ToString()).IsEqualTo("error bad_request");
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("ok");
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("error not_asked");
    }

    [Test]
    public async Task A_blocker_who_was_asked_before_may_still_accept()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[1].BlockAsync("ann");
        await clients[1].EventsAsync();

        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("ok");

        await Assert.That((await clients[0].EventsAsync()).Single().Type).IsEqualTo("privateready");
    }

    [Test]
    public async Task The_secret_is_never_logged()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        (WireLine toAnn, _) = await IntroduceAsync(clients[0], clients[1]);
        await clients[0].MessageAsync("bob", "a very particular text");

        string log = string.Join('\n', server.Log.Lines);
        await Assert.That(log).DoesNotContain(toAnn["secret"]);
        await Assert.That(log).DoesNotContain("ann-secret");
        await Assert.That(log).DoesNotContain("a very particular text");
    }

    private static async Task<(WireLine ToAsker, WireLine ToAsked)> IntroduceAsync(
        ScriptedClient asker, ScriptedClient asked, string askedName = "bob")
    {
        await asker.StartPrivateAsync(askedName);
        await asked.EventsAsync();
        await asked.AnswerPrivateAsync("ann", accept: true);
        return ((await asker.EventsAsync()).Single(), (await asked.EventsAsync()).Single());
    }
}
