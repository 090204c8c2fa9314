using ChatCli.Client.Link;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Tests;

public class OutboxTests
{
    [Test]
    public async Task A_receipt_covers_the_messages_to_its_recipient_up_to_its_id_and_no_others()
    {
        var outbox = new Outbox();
        Fill(outbox, "bob", "eve", "bob", "bob", "eve");
        await Assert.That(Take(outbox, "bob", 3, ReceiptState.Delivered)).IsEqualTo("10 30");
        await Assert.That(Ids(outbox)).IsEqualTo("2 4 5");
        await Assert.That(Take(outbox, "eve", 4, ReceiptState.Stored)).IsEqualTo("20");
        await Assert.That(Take(outbox, "cat", 9, ReceiptState.Stored)).IsEqualTo("");
        await Assert.That(Ids(outbox)).IsEqualTo("4 5");
        await Assert.That(string.Join(' ', outbox.To("bob").Select(message => message.Id))).IsEqualTo("4");
    }

    [Test]
    public async Task Delivered_may_follow_stored_but_not_the_reverse()
    {
        var outbox = new Outbox();
        Fill(outbox, "bob", "bob", "bob");
        await Assert.That(Take(outbox, "bob", 2, ReceiptState.Stored)).IsEqualTo("10 20");
        await Assert.That(Take(outbox, "bob", 2, ReceiptState.Stored)).IsEqualTo("");
        await Assert.That(Take(outbox, "bob", 3, ReceiptState.Delivered)).IsEqualTo("10 20 30");
        await Assert.That(Take(outbox, "bob", 3, ReceiptState.Stored)).IsEqualTo("");
        await Assert.That(Take(outbox, "bob", 3, ReceiptState.Delivered)).IsEqualTo("");
        await Assert.That(outbox.Count).IsEqualTo(0);
    }

    [Test]
    public async Task An_old_receipt_says_nothing_about_later_messages()
    {
        var outbox = new Outbox();
        Fill(outbox, "bob", "bob");
        Take(outbox, "bob", 2, ReceiptState.Delivered);
        outbox.TryAdd(new MessageRequest(3, "bob", "x"), 30);
        await Assert.That(Take(outbox, "bob", 1, ReceiptState.Stored)).IsEqualTo("");
        await Assert.That(Ids(outbox)).IsEqualTo("3");
    }

    [Test]
    public async Task A_refused_message_is_dropped()
    {
        var outbox = new Outbox();
        Fill(outbox, "bob", "bob");
        await Assert.That(outbox.Drop(1)).IsEqualTo(10);
        await Assert.That(outbox.Drop(1)).IsEqualTo(0);
        await Assert.That(outbox.Find(1)).IsNull();
        await Assert.That(Take(outbox, "bob", 2, ReceiptState.Delivered)).IsEqualTo("20");
    }

    [Test]
    public async Task A_thousand_messages_are_taken()
    {
        var outbox = new Outbox();
        for (int i = 1; i <= Outbox.MaxMessages; i++) await Assert.That(outbox.TryAdd(new MessageRequest(i, "bob", "x"), i)).IsTrue();
        await Assert.That(outbox.HasRoom).IsFalse();
        await Assert.That(outbox.TryAdd(new MessageRequest(2000, "eve", "x"), 2000)).IsFalse();
        Take(outbox, "bob", 1, ReceiptState.Stored);
        await Assert.That(outbox.TryAdd(new MessageRequest(2001, "eve", "x"), 2001)).IsTrue();
    }

    [Test]
    public async Task A_mebibyte_of_text_is_taken()
    {
        var outbox = new Outbox();
        string text = new('é', 4096);
        for (int i = 1; i <= 127; i++) await Assert.That(outbox.TryAdd(new MessageRequest(i, "bob", text), i)).IsTrue();
        await Assert.That(outbox.HasRoom).IsFalse();
        await Assert.That(outbox.TryAdd(new MessageRequest(128, "bob", text), 128)).IsTrue();
        await Assert.That(outbox.TryAdd(new MessageRequest(129, "bob", "x"), 129)).IsFalse();
        outbox.Drop(5);
        await Assert.That(outbox.TryAdd(new MessageRequest(130, "bob", text), 130)).IsTrue();
    }

    [Test]
    public async Task Stored_messages_that_are_not_delivered_are_forgotten_in_the_end()
    {
        var outbox = new Outbox();
        for (int i = 1; i <= Outbox.MaxStored + 1; i++)
        {
            outbox.TryAdd(new MessageRequest(i, "bob", "x"), i);
            Take(outbox, "bob", i, ReceiptState.Stored);
        }
        await Assert.That(Take(outbox, "bob", 1, ReceiptState.Delivered)).IsEqualTo("");
        await Assert.That(Take(outbox, "bob", 2, ReceiptState.Delivered)).IsEqualTo("2");
    }

    private static void Fill(Outbox outbox, params string[] users)
    {
        long id = 0;
        foreach (string user in users)
        {
            id++;
            outbox.TryAdd(new MessageRequest(id, user, "x"), id * 10);
        }
    }

    private static string Take(Outbox outbox, string to, long upTo, string state) =>
        string.Join(' ', outbox.Take(new ReceiptEvent(to, upTo, state)));

    private static string Ids(Outbox outbox) => string.Join(' ', outbox.All.Select(message => message.Id));
}
