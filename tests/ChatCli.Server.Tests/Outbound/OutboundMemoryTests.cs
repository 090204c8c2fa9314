using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class OutboundMemoryTests
{
    private const int Share = OutboundMemory.Share;

    [Test]
    public async Task When_memory_is_short_a_queue_holds_its_share_and_no_more()
    {
        var memory = new OutboundMemory(100_000);
        var large = new OutboundQueue(1_000_000, memory);
        var small = new OutboundQueue(1_000_000, memory);
        await Assert.That(large.TryEnqueue(new byte[60_000])).IsTrue();
        await Assert.That(large.TryEnqueue(new byte[60_000])).IsTrue();
        await Assert.That(memory.IsShort).IsTrue();

        await Assert.That(large.TryEnqueue(new byte[1])).IsFalse();
        await Assert.That(large.IsFull).IsTrue();
        await Assert.That(large.WaitForRoomAsync().IsCompleted).IsFalse();
        await Assert.That(small.IsFull).IsFalse();
        await Assert.That(small.TryEnqueue(new byte[Share])).IsTrue();
        await Assert.That(small.TryEnqueue(new byte[1])).IsFalse();
        // An answer always has room.
        small.Enqueue(new byte[1000]);

        large.Return(large.Take());
        await Assert.That(memory.IsShort).IsFalse();
        await Assert.That(small.TryEnqueue(new byte[100_000])).IsTrue();
        small.Return(small.Take());
        await Assert.That(memory.Used).IsEqualTo(0);
    }

    [Test]
    public async Task An_empty_queue_takes_any_frame()
    {
        var memory = new OutboundMemory(0);
        var queue = new OutboundQueue(1_000_000, memory);

        await Assert.That(queue.TryEnqueue(new byte[60_000])).IsTrue();
        await Assert.That(queue.TryEnqueue(new byte[1])).IsFalse();
    }

    [Test]
    public async Task Those_who_do_not_read_take_nothing_from_those_who_do()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { OutboundMemory = 400_000, MessageRate = 0 });
        await server.LoginAsync("bob", server.Connect(capacity: 1024));
        await server.LoginAsync("carol", server.Connect(capacity: 1024));
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "dave");
        string large = new('x', 9_900);
        int complete = 0;
        while (await clients[0].BroadcastAsync(large) == "broadcast true") complete++;
        // Without the bound each of the two would take 256 KiB and what is being sent.
        await Assert.That(complete).IsBetween(5, 30);
        await clients[1].EventsAsync();

        for (int i = 0; i < 50; i++)
        {
            await clients[0].MessageAsync("dave", $"{i} {large}");
            await Assert.That(await clients[1].NewsAsync()).IsEqualTo($"message ann {i} {large}");
        }
    }

    [Test]
    public async Task A_connection_that_ends_gives_back_what_it_could_not_send()
    {
        var memory = new OutboundMemory(1_000_000);
        (InMemoryConnection client, InMemoryConnection far) = InMemoryConnection.Pair(capacity: 1024);
        var queue = new OutboundQueue(1_000_000, memory);
        Task sending = new SendLoop(far, queue, () => { }).RunAsync();
        for (int i = 0; i < 10; i++) queue.TryEnqueue(new byte[10_000]);
        await Assert.That(memory.Used).IsGreaterThan(90_000);

        queue.Complete();
        client.Break();
        far.Close();
        await sending.WaitAsync(ScriptedClient.Patience);

        await Assert.That(memory.Used).IsEqualTo(0);
    }
}
