using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>What a server that ends, killed or in good order, leaves to the next one on the same store.</summary>
public class RestartTests
{
    private static readonly string Ann = TestServer.InstanceOf("ann");
    private static readonly string Bob = TestServer.InstanceOf("bob");

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task Who_was_online_counts_as_away_and_comes_back_silently(bool isKilled)
    {
        var store = new MemoryStore();
        await using TestServer first = await TestServer.StartAsync(store: store);
        (_, string anns) = await first.LoginAsync("ann", Ann);
        (_, string bobs) = await first.LoginAsync("bob", Bob);
        await (await first.LoginAsync("carol")).LogoutAsync();
        if (!isKilled) await StopAsync(first);
        await using TestServer second = await TestServer.StartAsync(store: store);

        (ScriptedClient ann, _) = await second.ResumeAsync("ann", Ann, anns);
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await ann.WhoElseSinceAsync(1000)).IsEqualTo("users bob");
        second.Time.Advance(TimeSpan.FromSeconds(9));
        (ScriptedClient bob, _) = await second.ResumeAsync("bob", Bob, bobs);

        second.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ann");
    }

    [Test]
    public async Task Who_does_not_come_back_is_announced_and_may_come_later()
    {
        var store = new MemoryStore();
        await using TestServer first = await TestServer.StartAsync(store: store);
        (_, string bobs) = await first.LoginAsync("bob", Bob);
        await using TestServer second = await TestServer.StartAsync(store: store);
        ScriptedClient ann = await second.LoginAsync("ann");

        second.Time.Advance(TimeSpan.FromSeconds(10));

        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");
        await using TestServer third = await TestServer.StartAsync(store: store);
        ScriptedClient carol = await third.LoginAsync("carol");
        await Assert.That(await carol.WhoElseAsync()).IsEqualTo("users ann");
        await third.ResumeAsync("bob", Bob, bobs);
        await Assert.That(await carol.NewsAsync()).IsEqualTo("presence bob true");
    }

    [Test]
    public async Task A_login_with_the_password_ends_the_away_session()
    {
        var store = new MemoryStore();
        await using TestServer first = await TestServer.StartAsync(store: store);
        await first.LoginAsync("bob", Bob);
        await using TestServer second = await TestServer.StartAsync(store: store);
        ScriptedClient ann = await second.LoginAsync("ann");

        await second.LoginAsync("bob");

        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false; presence bob true");
        second.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task What_was_delivered_or_stored_and_is_sent_again_is_known()
    {
        var store = new MemoryStore();
        await using TestServer first = await TestServer.StartAsync(store: store);
        (ScriptedClient ann, string token) = await first.LoginAsync("ann", Ann);
        ScriptedClient bob = await first.LoginAsync("bob");
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("carol", 3);
        await ann.EventsAsync();
        await bob.EventsAsync();
        await bob.EventsAsync();
        // Killed after the delivery was noted.
        first.Time.Advance(TimeSpan.FromSeconds(1));
        await using TestServer second = await TestServer.StartAsync(store: store);

        (ann, _) = await second.ResumeAsync("ann", Ann, token);
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("carol", 3);
        await ann.NumberedAsync("bob", 4);

        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 4 stored; carol 3 stored");
        await Assert.That(await (await second.LoginAsync("bob")).NewsAsync()).IsEqualTo("message ann 4 stored");
        await Assert.That(await (await second.LoginAsync("carol")).NewsAsync()).Contains("message ann 3 stored");
    }

    [Test]
    public async Task Stopping_notes_what_was_delivered_and_stores_what_was_not()
    {
        var store = new MemoryStore();
        await using TestServer first = await TestServer.StartAsync(store: store);
        (ScriptedClient ann, string token) = await first.LoginAsync("ann", Ann);
        (ScriptedClient bob, _) = await first.LoginAsync("bob", Bob);
        bob.Acknowledges = false;
        ScriptedClient carol = await first.LoginAsync("carol");
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("carol", 3);
        await ann.EventsAsync();
        await carol.EventsAsync();
        await carol.EventsAsync();
        await bob.EventsAsync();
        await bob.AcknowledgeAsync(1);
        await bob.EventsAsync();
        await StopAsync(first);
        await using TestServer second = await TestServer.StartAsync(store: store);

        (ann, _) = await second.ResumeAsync("ann", Ann, token);
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("carol", 3);

        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 2 stored; carol 3 stored");
        await Assert.That(await (await second.LoginAsync("bob")).NewsAsync()).IsEqualTo("message ann 2 stored");
        await Assert.That(await (await second.LoginAsync("carol")).NewsAsync()).DoesNotContain("message");
    }

    [Test]
    public async Task Stopping_tells_everybody_when_to_come_back_spread_over_two_seconds()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"user{i}")];
        await using TestServer server = await TestServer.StartAsync(names);
        ScriptedClient[] clients = await server.LoginAllAsync(names);
        Task stopping = server.StopAsync();

        var retries = new List<int>();
        foreach (ScriptedClient client in clients)
        {
            WireLine last = (await client.ReadToEndAsync()).Single();
            await Assert.That($"{last.Type} {last["reason"]}").IsEqualTo("loggedout stopping");
            retries.Add(int.Parse(last["retry"]));
            client.Dispose();
        }
        await stopping.WaitAsync(ScriptedClient.Patience);

        await Assert.That(retries.Min()).IsGreaterThanOrEqualTo(200);
        await Assert.That(retries.Max()).IsLessThanOrEqualTo(2000);
        await Assert.That(retries.Distinct().Count()).IsGreaterThan(20);
    }

    private static async Task StopAsync(TestServer server)
    {
        Task stopping = server.StopAsync();
        server.HangUpAll();
        await stopping.WaitAsync(ScriptedClient.Patience);
    }
}
