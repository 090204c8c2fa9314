using ChatCli.Protocol.Messages;
using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class MessageTests
{
    [Test]
    public async Task A_message_reaches_its_recipient_at_once_and_has_no_answer()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");

        await clients[0].MessageAsync("bob", "hello  bob \"quoted\" \\ ünï 🙂 ");

        WireLine message = (await clients[1].EventsAsync()).Single();
        await Assert.That(message.ToString()).IsEqualTo("message ann hello  bob \"quoted\" \\ ünï 🙂 ");
        await Assert.That(message["time"]).IsEqualTo($"{server.Time.GetUtcNow().ToUnixTimeMilliseconds()}");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_message_to_an_offline_user_waits_with_the_time_at_which_it_was_taken()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        long taken = server.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await ann.MessageAsync("bob", "one");
        server.Time.Advance(TimeSpan.FromSeconds(30));
        await ann.MessageAsync("bob", "two");

        ScriptedClient bob = await server.LoginAsync("bob");

        List<WireLine> news = await bob.EventsAsync();
        await Assert.That(string.Join("; ", news)).IsEqualTo("message ann one stored; message ann two stored");
        await Assert.That(news[0]["time"]).IsEqualTo($"{taken}");
        await Assert.That(news[1]["time"]).IsEqualTo($"{taken + 30_000}");
    }

    [Test]
    public async Task A_waiting_message_comes_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.MessageAsync("bob", "one");
        ScriptedClient bob = await server.LoginAsync("bob");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann one stored");
        await bob.LogoutAsync();

        bob = await server.LoginAsync("bob");

        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Refusals_come_in_their_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        ScriptedClient ann = clients[0];
        await clients[1].BlockAsync("ann");

        await Assert.That(await ann.TryMessageAsync("ann", " ")).IsEqualTo("error empty_text");
        await Assert.That(await ann.TryMessageAsync("nobody", "")).IsEqualTo("error empty_text");
        await Assert.That(await ann.TryMessageAsync("bob", new string('x', Limits.MaxText + 1))).IsEqualTo("error text_too_long");
        await Assert.That(await ann.TryMessageAsync("ann", "hi")).IsEqualTo("error self");
        await Assert.That(await ann.TryMessageAsync("nobody", "hi")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.TryMessageAsync("bob", "hi")).IsEqualTo("error blocked");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    [Arguments(0)]
    [Arguments(-1)]
    public async Task A_number_that_is_not_greater_than_0_is_refused(long n)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].NumberedAsync("bob", n);

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("error bad_request");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_name_differs_by_case_and_by_blanks()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That(await ann.TryMessageAsync("Bob", "hi")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.TryMessageAsync("bob ", "hi")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.TryMessageAsync("Ann", "hi")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.TryMessageAsync("", "hi")).IsEqualTo("error unknown_user");
    }

    [Test]
    [Arguments("a")]
    [Arguments("é")]
    [Arguments("€")]
    [Arguments("🙂")]
    [Arguments("\u0001")]
    public async Task The_longest_text_passes_and_one_byte_more_does_not(string character)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        int size = System.Text.Encoding.UTF8.GetByteCount(character);
        string fill = new('a', Limits.MaxText % size);
        string longest = string.Concat(Enumerable.Repeat(character, Limits.MaxText / size)) + fill;

        await Assert.That(await clients[0].TryMessageAsync("bob", longest + "a")).IsEqualTo("error text_too_long");
        await clients[0].MessageAsync("bob", longest);

        await Assert.That((await clients[1].EventsAsync()).Single()["text"]).IsEqualTo(longest);
    }

    [Test]
    public async Task Messages_keep_the_order_of_their_sender_across_login_and_logout_of_the_recipient()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        var seen = new List<string>();
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 150; i++) await ann.RequestAsync("message", ("to", "bob"), ("text", $"{round}.{i}"));
            await ann.EventsAsync();
            ScriptedClient bob = await server.LoginAsync("bob");
            for (int i = 150; i < 170; i++) await ann.MessageAsync("bob", $"{round}.{i}");
            seen.AddRange((await bob.EventsAsync()).Where(line => line.Type == "message").Select(line => line["text"]));
            await bob.LogoutAsync();
        }

        string[] sent = [.. Enumerable.Range(0, 5).SelectMany(round => Enumerable.Range(0, 170).Select(i => $"{round}.{i}"))];
        await Assert.That(string.Join(' ', seen)).IsEqualTo(string.Join(' ', sent));
    }

    [Test]
    public async Task A_message_that_cannot_be_kept_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync(store: new MemoryStore(limit: 1000));
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.MessageAsync("bob", "fits");

        await Assert.That(await ann.TryMessageAsync("bob", new string('x', 1000))).IsEqualTo("error not_stored");

        ScriptedClient bob = await server.LoginAsync("bob");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann fits stored");
    }

    [Test]
    public async Task A_sender_is_served_on_while_the_store_is_still_writing()
    {
        await using var store = new GatedStore { IsOpen = true };
        await using TestServer server = await TestServer.StartAsync(store: store);
        ScriptedClient ann = await server.LoginAsync("ann");
        store.IsOpen = false;
        await ann.NumberedAsync("bob", 1, 2, 3);

        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
        await Assert.That(string.Join(' ', store.Pending)).IsEqualTo("add add add");
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("");
        store.IsOpen = true;
        while (store.Pending.Count > 0) store.Release();
        await Assert.That((await ann.ReadAsync()).Type).IsEqualTo("receipt");
    }

    [Test]
    public async Task What_stands_in_the_store_at_the_start_is_delivered()
    {
        var store = new MemoryStore();
        await store.AddAsync("bob", StoreMessages.Message("from before"));
        await using TestServer server = await TestServer.StartAsync(store: store);

        ScriptedClient bob = await server.LoginAsync("bob");

        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann from before stored");
    }
}
