using ChatCli.Protocol.Scram;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>A new connection of a client process begins where the old one has ended, and nowhere else.</summary>
public class TakeoverTests
{
    private static readonly string Process = TestServer.InstanceOf("bob");

    [Test]
    public async Task What_the_old_connection_had_not_handled_is_thrown_away_and_its_last_request_counts()
    {
        await using var store = new GatedStore { IsOpen = true };
        await using TestServer server = await TestServer.StartAsync(store: store);
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient old, string token) = await server.LoginAsync("bob", Process);
        await ann.EventsAsync();
        store.IsOpen = false;
        store.IsFull = true;
        // The block is being handled, and will be refused; the messages wait behind it.
        await old.SendAsync((byte[])[
            .. ScriptedClient.Request(1, "block", ("user", "carol")),
            .. ScriptedClient.Request(2, "message", ("to", "ann"), ("text", "unread")),
            .. ScriptedClient.Request(3, "message", ("to", "ann"), ("text", "unread too"))]);
        while (store.Pending.Count == 0) await Task.Yield();
        store.IsOpen = true;
        store.IsFull = false;

        ScriptedClient bob = await server.GreetAsync(Process);
        await bob.SendAsync((byte[])[
            .. ScriptedClient.Request(4, "resume", ("name", "bob"), ("token", token)),
            .. ScriptedClient.Request(5, "unblock", ("user", "carol")),
            .. ScriptedClient.Request(6, "message", ("to", "ann"), ("text", "read"))]);
        await old.ReadToEndAsync();
        Task<List<WireLine>> answers = bob.ReadAsync(2);
        await Task.WhenAny(answers, Task.Delay(TimeSpan.FromMilliseconds(300)));
        await Assert.That(answers.IsCompleted).IsFalse();
        store.Release();

        await Assert.That(string.Join("; ", await answers)).IsEqualTo("welcome bob; error not_blocked");
        await bob.EventsAsync();
        await Assert.That(await ann.NewsAsync()).IsEqualTo("message bob read");
    }

    [Test]
    public async Task Messages_on_their_way_to_the_old_connection_come_on_the_new_one_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        var seen = new List<string>();
        int last = 0;
        for (int round = 0; round < 20; round++)
        {
            bob.Acknowledges = round % 3 == 0;
            for (int i = 0; i < 10; i++) await ann.NumberedAsync("bob", ++last);
            await ann.EventsAsync();
            // Sometimes read and acknowledged, sometimes read only, sometimes neither.
            if (round % 3 < 2) Show(await bob.EventsAsync());
            (bob, token) = await server.ResumeAsync("bob", Process, token);
        }
        Show(await bob.EventsAsync());
        await bob.EventsAsync();

        await Assert.That(string.Join(' ', seen)).IsEqualTo(string.Join(' ', Enumerable.Range(1, last)));
        await Assert.That(await server.Store.ListAsync("bob", 0, 10)).IsEmpty();

        void Show(List<WireLine> lines)
        {
            foreach (WireLine line in lines)
            {
                if (line.Type == "message" && !seen.Contains(line["n"])) seen.Add(line["n"]);
            }
        }
    }

    [Test]
    public async Task An_acknowledgement_on_the_old_connection_counts_nothing_on_the_new_one()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient old, string token) = await server.LoginAsync("bob", Process);
        old.Acknowledges = false;
        await ann.NumberedAsync("bob", 1, 2);
        await ann.EventsAsync();
        await old.EventsAsync();
        await old.AcknowledgeAsync(1);
        await old.EventsAsync();

        (ScriptedClient bob, _) = await server.ResumeAsync("bob", Process, token);

        bob.Acknowledges = false;
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann 2 stored");
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 1 delivered; bob 2 stored");
        await bob.AcknowledgeAsync(1);
        await bob.EventsAsync();
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 2 delivered");
    }

    [Test]
    public async Task What_a_sender_has_sent_twice_over_many_takeovers_arrives_once_and_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        var random = new Random(7);
        var outbox = new List<long>();
        long last = 0;
        for (int round = 0; round < 30; round++)
        {
            for (int i = random.Next(10); i >= 0; i--)
            {
                outbox.Add(++last);
                await bob.NumberedAsync("ann", last);
            }
            if (random.Next(2) == 0) await bob.HangUpAsync();
            (bob, token) = await server.ResumeAsync("bob", Process, token);
            await bob.NumberedAsync("ann", [.. outbox]);
            if (random.Next(2) == 0) continue;
            foreach (WireLine line in await bob.EventsAsync())
            {
                if (line.Type == "receipt") outbox.RemoveAll(n => n <= long.Parse(line["upTo"]));
            }
        }
        await bob.EventsAsync();

        string[] numbers = [.. (await ann.EventsAsync()).Where(line => line.Type == "message").Select(line => line["n"])];

        await Assert.That(string.Join(' ', numbers)).IsEqualTo(string.Join(' ', Enumerable.Range(1, (int)last)));
    }

    [Test]
    [Arguments("idle")]
    [Arguments("silent")]
    public async Task A_login_too_begins_only_when_the_last_request_of_the_earlier_connection_is_done(string end)
    {
        await using var store = new GatedStore { IsOpen = true };
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.FromSeconds(end == "idle" ? 40 : 600) }, store);
        (ScriptedClient old, _) = await server.LoginAsync("bob", Process);
        store.IsOpen = false;
        store.IsFull = true;
        // The block is being handled, and will be refused.
        await old.RequestAsync("block", ("user", "carol"));
        while (store.Pending.Count == 0) await Task.Yield();
        store.IsOpen = true;
        store.IsFull = false;
        server.Time.Advance(TimeSpan.FromSeconds(45));
        if (end == "silent") await old.ReadToEndAsync();
        else await Assert.That((await old.ReadAsync())["reason"]).IsEqualTo("idle");

        ScriptedClient bob = await server.GreetAsync();
        (ScramClient exchange, WireLine challenge) = await bob.BeginLoginAsync("bob");
        await bob.SendAsync((byte[])[
            .. ScriptedClient.Request(1, "response", ("data", exchange.Respond(challenge, TestServer.PasswordOf("bob")))),
            .. ScriptedClient.Request(2, "block", ("user", "carol"))]);
        Task<List<WireLine>> answers = bob.ReadAsync(2);
        // The server has had every opportunity meanwhile.
        ScriptedClient other = await server.GreetAsync();
        for (int i = 0; i < 100; i++) await other.EventsAsync();
        await Assert.That(answers.IsCompleted).IsFalse();
        store.Release();

        await Assert.That(string.Join("; ", await answers)).IsEqualTo("welcome bob; ok");
        await Assert.That((await store.ListBlocksAsync()).Count).IsEqualTo(1);
        // The old connection waits for its client to close, for as long as the clock says.
        old.Dispose();
        server.Time.Advance(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task Who_was_logged_out_and_does_not_close_may_log_in_at_once_on_another_connection()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.LoginAsync("bob");
        server.Time.Advance(TimeSpan.FromSeconds(600));

        await server.LoginAsync("bob");
    }
}
