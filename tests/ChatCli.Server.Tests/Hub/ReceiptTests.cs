using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>Receipts cover all up to a number, so that few are enough, however many messages there are.</summary>
public class ReceiptTests
{
    [Test]
    public async Task What_is_stored_before_the_sender_can_be_told_is_one_receipt()
    {
        var rig = new MailboxRig();
        for (int n = 1; n <= 500; n++) rig.Take(n, $"{n}");
        rig.Settle();

        await Assert.That(rig.Told()).IsEqualTo("500 stored");
    }

    [Test]
    public async Task What_is_delivered_before_the_sender_can_be_told_is_one_receipt_however_senders_alternate()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();
        for (int n = 1; n <= 100; n++)
        {
            rig.Take(n, $"{n}");
            rig.Take(n, $"{n}", "carol");
        }
        rig.Settle();
        for (int n = 1; n <= 200; n++) rig.Acknowledge(n);

        await Assert.That(rig.Told()).IsEqualTo("100 delivered");
        await Assert.That(rig.Told("carol")).IsEqualTo("100 delivered");
    }

    [Test]
    public async Task What_is_delivered_is_not_receipted_as_stored_beside_that()
    {
        var rig = new MailboxRig();
        for (int n = 1; n <= 3; n++) rig.Take(n, $"{n}");
        rig.Settle();
        rig.Attach();
        rig.Settle();

        rig.Acknowledge(2);

        await Assert.That(rig.Told()).IsEqualTo("2 delivered; 3 stored");
        rig.Acknowledge(3);
        await Assert.That(rig.Told()).IsEqualTo("3 delivered");
    }

    [Test]
    public async Task A_receipt_never_overtakes_a_refusal_that_it_would_cover()
    {
        var rig = new MailboxRig();
        rig.Take(1, "1");
        rig.Store.IsFull = true;
        rig.Take(2, "2");
        rig.Settle();
        rig.Store.IsFull = false;
        rig.Take(2, "2");
        rig.Take(3, "3");
        rig.Settle();

        await Assert.That(rig.Told()).IsEqualTo("1 stored; 2 not_stored; 3 stored");
    }

    [Test]
    public async Task A_sender_who_does_not_read_is_owed_few_receipts()
    {
        const int Messages = 1000;
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        ScriptedClient ann = await server.LoginAsync("ann", server.Connect(capacity: 1024));
        for (int n = 1; n <= Messages; n++)
        {
            await ann.NumberedAsync("bob", n);
            while ((await bob.ReadAsync()).Type != "message") { }
            // The acknowledgement was handled when this is answered.
            await bob.EventsAsync();
        }

        List<WireLine> receipts = [];
        while (receipts.Count == 0 || receipts[^1]["upTo"] != $"{Messages}")
        {
            WireLine line = await ann.ReadAsync();
            if (line.Type == "receipt") receipts.Add(line);
        }

        // What the connection holds, one batch on its way, and one more.
        await Assert.That(receipts.Count).IsLessThan(100);
    }

    [Test]
    public async Task Receipts_due_before_the_log_out_come_before_its_answer()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        await ann.SendAsync((byte[])[
            .. ScriptedClient.Request(1, "message", ("to", "bob"), ("text", "hi")),
            .. ScriptedClient.Request(2, "logout")]);

        await Assert.That(string.Join("; ", await ann.ReadToEndAsync())).IsEqualTo("receipt bob 1 stored; ok");
    }
}
