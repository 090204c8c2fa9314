using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>Acknowledgements and the receipts that come of them, on the wire.</summary>
public class AckTests
{
    [Test]
    public async Task What_was_read_is_receipted_as_delivered()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        clients[1].Acknowledges = false;
        await clients[0].NumberedAsync("bob", 1, 2, 3);
        await clients[0].EventsAsync();
        await Assert.That((await clients[1].EventsAsync()).Count).IsEqualTo(3);
        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("");

        await clients[1].AcknowledgeAsync(2);
        // There is no answer.
        await Assert.That(await clients[1].EventsAsync()).IsEmpty();

        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("bob 2 delivered");
        await clients[1].AcknowledgeAsync(long.MaxValue);
        await clients[1].EventsAsync();
        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("bob 3 delivered");
    }

    [Test]
    public async Task A_count_below_nothing_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await Assert.That((await ann.AskAsync("ack", ("count", -5))).ToString()).IsEqualTo("error bad_request");
    }

    [Test]
    public async Task A_message_to_an_offline_user_is_receipted_as_stored_and_later_as_delivered()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.NumberedAsync("bob", 1);
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 1 stored");

        ScriptedClient bob = await server.LoginAsync("bob");
        await bob.EventsAsync();
        await bob.EventsAsync();

        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 1 delivered");
    }

    [Test]
    public async Task A_receipt_never_covers_another_recipient()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        clients[1].Acknowledges = false;
        await clients[0].NumberedAsync("bob", 1);
        await clients[0].NumberedAsync("carol", 2);
        await clients[0].EventsAsync();
        await clients[2].EventsAsync();
        await clients[2].EventsAsync();
        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("carol 2 delivered");

        // What was sent again to carol only is still new to bob.
        await clients[0].NumberedAsync("carol", 1, 2);
        await clients[0].NumberedAsync("bob", 1, 2);

        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("carol 2 delivered");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann 1; message ann 2");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Two_processes_of_one_user_number_their_messages_apart()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        (ScriptedClient ann, _) = await server.LoginAsync("ann", TestServer.InstanceOf("ann"));
        await ann.NumberedAsync("bob", 5);
        await ann.LogoutAsync();
        (ann, _) = await server.LoginAsync("ann", TestServer.InstanceOf("ann's other"));
        await ann.NumberedAsync("bob", 1);
        await ann.EventsAsync();

        WireLine[] messages = [.. (await bob.EventsAsync()).Where(line => line.Type == "message")];

        await Assert.That(messages.Length).IsEqualTo(2);
        await Assert.That(messages[0]["instance"]).IsEqualTo(TestServer.InstanceOf("ann"));
        await Assert.That(messages[1]["instance"]).IsEqualTo(TestServer.InstanceOf("ann's other"));
        await Assert.That(messages[1]["n"]).IsEqualTo("1");
        // The first process is gone: its receipt is not the second's.
        await bob.EventsAsync();
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 1 delivered");
    }

    [Test]
    public async Task What_a_process_sends_again_after_another_one_of_its_user_was_there_is_not_doubled()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        bob.Acknowledges = false;
        string process = TestServer.InstanceOf("ann"), other = TestServer.InstanceOf("ann's other");
        (ScriptedClient ann, _) = await server.LoginAsync("ann", process);
        await ann.NumberedAsync("bob", 1, 2);
        await ann.HangUpAsync();
        (ann, _) = await server.LoginAsync("ann", other);
        await ann.NumberedAsync("bob", 1);
        await ann.HangUpAsync();

        (ann, _) = await server.LoginAsync("ann", process);
        await ann.NumberedAsync("bob", 1, 2, 3);
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 2 stored");
        await ann.HangUpAsync();
        (ann, _) = await server.LoginAsync("ann", other);
        await ann.NumberedAsync("bob", 1);
        await ann.EventsAsync();
        for (int i = 1; i <= 4; i++)
        {
            await bob.EventsAsync();
            await bob.AcknowledgeAsync(i);
        }
        await bob.EventsAsync();

        string[] messages = [.. bob.Transcript.Select(line => new WireLine(line)).Where(line => line.Type == "message").Select(line => line["text"])];
        await Assert.That(string.Join(' ', messages)).IsEqualTo("1 2 1 3");
    }

    [Test]
    public async Task What_was_refused_of_one_process_holds_up_no_other_one_of_its_user()
    {
        await using var store = new GatedStore { IsOpen = true, IsFull = true };
        await using TestServer server = await TestServer.StartAsync(store: store);
        (ScriptedClient ann, _) = await server.LoginAsync("ann", TestServer.InstanceOf("ann"));
        await ann.NumberedAsync("bob", 1);
        await Assert.That(await ann.NewsAsync()).IsEqualTo("error not_stored");
        store.IsFull = false;
        await ann.HangUpAsync();

        (ann, _) = await server.LoginAsync("ann", TestServer.InstanceOf("ann's other"));
        await ann.NumberedAsync("bob", 1);

        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That((await store.ListAsync("bob")).Count).IsEqualTo(1);
    }

    [Test]
    public async Task Without_an_instance_each_connection_is_a_process_of_its_own()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        for (int i = 0; i < 2; i++)
        {
            ScriptedClient ann = await server.LoginAsync("ann");
            await ann.NumberedAsync("bob", 1);
            await ann.LogoutAsync();
        }

        string[] instances = [.. (await bob.EventsAsync()).Where(line => line.Type == "message").Select(line => line["instance"])];

        await Assert.That(instances.Length).IsEqualTo(2);
        await Assert.That(instances[0].Length).IsEqualTo(32);
        await Assert.That(instances[0]).IsNotEqualTo(instances[1]);
    }

    [Test]
    public async Task What_is_sent_again_after_a_resume_is_not_doubled_and_its_receipt_repeated()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        string process = TestServer.InstanceOf("ann");
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", process);
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("carol", 3);
        await ann.HangUpAsync();
        await bob.EventsAsync();
        await bob.EventsAsync();

        (ann, _) = await server.ResumeAsync("ann", process, token);
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("carol", 3);
        await ann.NumberedAsync("bob", 4);

        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 2 delivered; carol 3 stored");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann 4");
        await Assert.That((await server.Store.ListAsync("carol", 0, 10)).Count).IsEqualTo(1);
    }

    [Test]
    public async Task A_message_is_stored_after_250_ms_without_acknowledgement()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        clients[1].Acknowledges = false;
        await clients[0].NumberedAsync("bob", 1);
        await clients[0].EventsAsync();
        server.Time.Advance(TimeSpan.FromMilliseconds(250));
        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("bob 1 stored");
        // Slow: broadcasts are dropped.
        await Assert.That(await clients[0].BroadcastAsync("lost")).IsEqualTo("broadcast false");

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann 1");
        await clients[1].AcknowledgeAsync(1);
        await clients[1].EventsAsync();

        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("bob 1 delivered");
        await Assert.That(await clients[0].BroadcastAsync("heard")).IsEqualTo("broadcast true");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("broadcast ann heard");
    }

    [Test]
    public async Task What_was_not_acknowledged_comes_again_on_the_next_connection()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        string process = TestServer.InstanceOf("bob");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", process);
        bob.Acknowledges = false;
        await ann.NumberedAsync("bob", 1, 2, 3);
        await ann.EventsAsync();
        await bob.EventsAsync();
        await bob.AcknowledgeAsync(1);

        await bob.HangUpAsync();
        (bob, _) = await server.ResumeAsync("bob", process, token);

        List<WireLine> again = await bob.EventsAsync();
        await Assert.That(string.Join("; ", again)).IsEqualTo("message ann 2 stored; message ann 3 stored");
        await Assert.That(again[0]["n"]).IsEqualTo("2");
        await bob.EventsAsync();
        await Assert.That(await ann.ReceiptsAsync()).IsEqualTo("bob 3 delivered");
    }

    [Test]
    public async Task Who_is_blocked_never_hears_of_a_delivery()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        clients[1].Acknowledges = false;
        await clients[0].NumberedAsync("bob", 1);
        await clients[0].EventsAsync();
        await clients[1].BlockAsync("ann");
        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("bob 1 stored");

        await clients[1].AcknowledgeAsync(1);
        await clients[1].EventsAsync();

        await Assert.That(await clients[0].ReceiptsAsync()).IsEqualTo("");
        await clients[0].NumberedAsync("bob", 1, 2);
        await Assert.That(string.Join("; ", await clients[0].EventsAsync())).IsEqualTo("receipt bob 1 stored; error blocked");
    }

    [Test]
    public async Task Before_a_login_it_is_out_of_place()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await client.AskAsync("ack", ("count", 1))).ToString()).IsEqualTo("error out_of_place");
    }

    [Test]
    public async Task It_is_no_command()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(599));
        await ann.AcknowledgeAsync(1);
        await ann.EventsAsync();
        server.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.That((await ann.ReadAsync())["reason"]).IsEqualTo("idle");
    }
}
