using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class SlowReaderTests
{
    private static readonly string Large = new('x', 5_000);

    [Test]
    public async Task A_slow_reader_delays_nobody_and_gets_every_message_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        await AssertSlowReaderAsync(server, server.Connect(capacity: 4096), server.Connect(), server.Connect(), messages: 300);
    }

    [Test]
    public async Task A_slow_reader_on_a_real_socket_delays_nobody_and_gets_every_message_in_order()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MessageRate = 0 }, realTime: true);
        server.Listen();
        await AssertSlowReaderAsync(
            server, await server.ConnectSocketAsync(), await server.ConnectSocketAsync(), await server.ConnectSocketAsync(), messages: 2500);
    }

    [Test]
    public async Task A_broadcast_to_a_slow_reader_is_dropped_and_its_sender_is_told()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.LoginAsync("bob", server.Connect(capacity: 1024));
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "carol");

        int complete = 0;
        while (await clients[0].BroadcastAsync(Large) == "broadcast true") complete++;

        // The queue of 256 KiB and one batch on its way.
        await Assert.That(complete).IsBetween(40, 110);
        await Assert.That((await clients[1].EventsAsync()).Count(line => line.Type == "broadcast")).IsEqualTo(complete + 1);
    }

    [Test]
    public async Task Messages_follow_in_order_when_a_slow_reader_stops_and_goes()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { OutboundLimit = 80 * 1024 });
        ScriptedClient bob = await server.LoginAsync("bob", server.Connect(capacity: 2048));
        ScriptedClient ann = await server.LoginAsync("ann");
        var random = new Random(7);
        var seen = new List<string>();
        int sent = 0;
        for (int round = 0; round < 30; round++)
        {
            int count = random.Next(40);
            for (int i = 0; i < count; i++) await ann.RequestAsync("message", ("to", "bob"), ("text", $"{sent++} {Large}"));
            await ann.EventsAsync();
            int reads = round == 29 ? sent - seen.Count : random.Next(sent - seen.Count + 1);
            while (reads > 0)
            {
                WireLine line = await bob.ReadAsync();
                if (line.Type != "message") continue;
                seen.Add(line["text"].Split(' ')[0]);
                reads--;
            }
        }

        await Assert.That(string.Join(' ', seen)).IsEqualTo(string.Join(' ', Enumerable.Range(0, sent)));
        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Who_asks_and_never_reads_is_not_read_further_and_nobody_else_notices()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient greedy = await server.LoginAsync("bob", server.Connect(capacity: 4096));
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "carol");
        byte[] request = ScriptedClient.Request(1, "broadcast", ("text", " "));

        // Until the server no longer reads: its queue, and what is on the way.
        Task flooding = FloodAsync(greedy, request);
        await clients[0].MessageAsync("carol", "undisturbed");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann undisturbed");
        await Assert.That(await Task.WhenAny(flooding, Task.Delay(TimeSpan.FromMilliseconds(300)))).IsNotEqualTo(flooding);
        await Assert.That(server.Log.Errors).IsEmpty();
    }

    [Test]
    public async Task Who_asks_for_what_takes_time_and_does_not_read_is_not_read_further_either()
    {
        const int Pairs = 5_000;
        await using var store = new SlowBlocks();
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { OutboundLimit = 8 * 1024 }, store);
        ScriptedClient greedy = await server.LoginAsync("bob", server.Connect(capacity: 4096));
        Task flooding = Task.Run(async () =>
        {
            for (int i = 0; i < Pairs; i++)
            {
                await greedy.Connection.SendAsync(ScriptedClient.Request(2 * i, "block", ("user", "ann")));
                await greedy.Connection.SendAsync(ScriptedClient.Request(2 * i + 1, "unblock", ("user", "ann")));
            }
        });

        // An answer has more than 20 bytes: the queue, as much on its way, and the connection hold about 1,000 of them.
        await Assert.That(await Task.WhenAny(flooding, Task.Delay(TimeSpan.FromSeconds(1)))).IsNotEqualTo(flooding);
        await Assert.That(store.Calls).IsLessThan(1_500);
        for (int i = 0; i < 2 * Pairs; i++) await Assert.That((await greedy.ReadAsync()).Id).IsEqualTo(i);
        await flooding;
    }

    [Test]
    public async Task A_reader_who_never_reads_is_logged_out_when_idle_and_its_connection_closed()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob", server.Connect(capacity: 1024));
        server.Time.Advance(TimeSpan.FromSeconds(300));
        ScriptedClient ann = await server.LoginAsync("ann");
        for (int i = 0; i < 100; i++) await ann.MessageAsync("bob", $"{i} {Large}");

        server.Time.Advance(TimeSpan.FromSeconds(300));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");
        // The time to drain passes, and then the connection ends although bob never read.
        Task ended = server.Log.WaitForDisconnectsAsync(1);
        while (!ended.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }
        await ended;
        await Assert.That(bob.Connection.SendAsync("x"u8.ToArray()).AsTask().Result).IsFalse();
    }

    private static async Task FloodAsync(ScriptedClient client, byte[] request)
    {
        while (await client.Connection.SendAsync(request))
        {
        }
    }

    private static async Task AssertSlowReaderAsync(
        TestServer server, ScriptedClient slow, ScriptedClient sender, ScriptedClient witness, int messages)
    {
        await server.LoginAsync("bob", slow);
        await server.LoginAsync("ann", sender);
        await server.LoginAsync("carol", witness);
        await sender.EventsAsync();
        for (int i = 0; i < messages; i++)
        {
            await sender.RequestAsync("message", ("to", "bob"), ("text", $"{i} {Large}"));
            // A round trip now and then, and the witness is served all the time.
            if (i % 100 > 0) continue;
            await sender.MessageAsync("carol", $"{i}");
            await Assert.That((await witness.EventsAsync()).Single()["text"]).IsEqualTo($"{i}");
        }
        await Assert.That(await sender.NewsAsync()).IsEqualTo("");
        IReadOnlyList<Storage.StoredMessage> stored = await server.Store.ListAsync("bob", 0, messages);
        await Assert.That(stored.Count).IsGreaterThan(0);

        for (int i = 0; i < messages; i++)
        {
            WireLine line;
            do line = await slow.ReadAsync();
            while (line.Type != "message");
            await Assert.That(line["text"].Split(' ')[0]).IsEqualTo($"{i}");
        }
        // Live again, once the last acknowledgement has arrived.
        await slow.EventsAsync();
        await sender.MessageAsync("bob", "at once");
        await Assert.That(await slow.NewsAsync()).IsEqualTo("message ann at once");
    }
}
