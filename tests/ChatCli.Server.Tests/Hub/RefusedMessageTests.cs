namespace ChatCli.Server.Tests;

/// <summary>What a store that is full for a while does to order: after a refusal nothing passes before the refused one comes again.</summary>
public class RefusedMessageTests
{
    [Test]
    public async Task Later_ones_are_refused_until_the_refused_one_comes_again()
    {
        var rig = new MailboxRig();
        rig.Take(1, "1");
        rig.Store.IsFull = true;
        rig.Take(2, "2");
        rig.Store.IsFull = false;
        // Under way already when the refusal is told.
        rig.Take(3, "3");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 stored; 2 not_stored; 3 not_stored");

        await Assert.That(rig.Take(4, "4")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        for (int n = 2; n <= 4; n++) await Assert.That(rig.Take(n, $"{n}")).IsNull();

        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("4 stored");
        rig.Attach();
        await AssertSentAsync(rig, "1 2 3 4");
    }

    [Test]
    public async Task It_holds_for_live_messages_too()
    {
        var rig = new MailboxRig();
        rig.Store.IsFull = true;
        rig.Take(1, "1");
        rig.Take(2, "2");
        rig.Settle();
        rig.Attach();
        rig.Settle();

        await Assert.That(rig.Take(2, "2")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        for (int n = 1; n <= 3; n++) await Assert.That(rig.Take(n, $"{n}")).IsNull();

        await AssertSentAsync(rig, "1 2 3");
    }

    [Test]
    public async Task Another_sender_is_not_refused_for_it()
    {
        var rig = new MailboxRig();
        rig.Store.IsFull = true;
        rig.Take(1, "1");
        rig.Settle();
        rig.Store.IsFull = false;

        await Assert.That(rig.Take(1, "uno", "carol")).IsNull();
        rig.Settle();

        await Assert.That(rig.Told("carol")).IsEqualTo("1 stored");
        await Assert.That(rig.Take(2, "2")).IsEqualTo("not_stored");
    }

    [Test]
    public async Task A_second_refusal_begins_again_at_its_own_number()
    {
        var rig = new MailboxRig();
        rig.Store.IsFull = true;
        rig.Take(1, "1");
        rig.Settle();
        rig.Store.IsFull = false;
        rig.Take(1, "1");
        rig.Store.IsFull = true;
        rig.Take(2, "2");
        rig.Settle();
        rig.Store.IsFull = false;
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored; 1 stored; 2 not_stored");

        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(1, "1")).IsNull();
        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(2, "2")).IsNull();
        await Assert.That(rig.Take(3, "3")).IsNull();

        rig.Settle();
        rig.Attach();
        await AssertSentAsync(rig, "1 2 3");
    }

    [Test]
    public async Task It_does_not_pass_before_the_outcome_of_the_later_ones_is_known()
    {
        var rig = new MailboxRig();
        rig.Store.IsFull = true;
        rig.Take(1, "1");
        rig.Take(2, "2");
        rig.Store.IsFull = false;
        rig.Store.Release();
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored");
        // Its sender does not know yet that the second was refused too, and goes on with the third.
        await Assert.That(rig.Take(1, "1")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("2 not_stored");

        for (int n = 1; n <= 3; n++) await Assert.That(rig.Take(n, $"{n}")).IsNull();

        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("3 stored");
        rig.Attach();
        await AssertSentAsync(rig, "1 2 3");
    }

    [Test]
    public async Task What_the_recipient_got_although_the_store_refused_it_holds_nothing_up()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();
        rig.Take(1, "1");
        rig.BeginSend();
        rig.FinishSend();
        rig.Store.IsFull = true;
        rig.Time.Advance(Hub.MailboxWindow.AckLimit);
        rig.Take(2, "2");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored; 2 not_stored");

        rig.Acknowledge(1);

        // The sender keeps only the second.
        rig.Store.IsFull = false;
        await Assert.That(rig.Told()).IsEqualTo("1 delivered");
        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(2, "2")).IsNull();
        await Assert.That(rig.Take(3, "3")).IsNull();
        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("3 delivered");
        await AssertSentAsync(rig, "1 2 3");
    }

    [Test]
    public async Task What_the_recipient_got_does_not_let_later_ones_pass_those_whose_refusal_is_under_way()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();
        rig.Take(1, "1");
        rig.BeginSend();
        rig.FinishSend();
        rig.Store.IsFull = true;
        rig.Time.Advance(Hub.MailboxWindow.AckLimit);
        rig.Take(2, "2");
        rig.Store.Release("add");
        rig.Store.IsFull = false;
        rig.Acknowledge(1);
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored; 1 delivered");

        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        rig.Settle();
        await Assert.That(rig.Take(3, "3")).IsEqualTo("not_stored");
        await Assert.That(rig.Take(2, "2")).IsNull();
        await Assert.That(rig.Take(3, "3")).IsNull();

        rig.SettleLive();
        await AssertSentAsync(rig, "1 2 3");
    }

    [Test]
    public async Task When_the_recipient_got_all_that_was_refused_the_next_one_passes()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();
        rig.Take(1, "1");
        rig.BeginSend();
        rig.FinishSend();
        rig.Store.IsFull = true;
        rig.Time.Advance(Hub.MailboxWindow.AckLimit);
        rig.Settle();
        rig.Store.IsFull = false;
        rig.Acknowledge(1);
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored; 1 delivered");

        await Assert.That(rig.Take(1, "1")).IsNull();
        await Assert.That(rig.Take(2, "2")).IsNull();

        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("2 delivered");
        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task A_refusal_that_comes_after_the_acknowledgement_means_nothing()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();
        rig.Take(1, "1");
        rig.BeginSend();
        rig.FinishSend();
        rig.Store.IsFull = true;
        rig.Time.Advance(Hub.MailboxWindow.AckLimit);
        rig.Acknowledge(1);
        rig.Store.IsFull = false;
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 delivered");

        await Assert.That(rig.Take(2, "2")).IsNull();

        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("2 delivered");
        await AssertSentAsync(rig, "1 2");
    }

    private static async Task AssertSentAsync(MailboxRig rig, string texts)
    {
        rig.Settle();
        await Assert.That(string.Join(' ', rig.Sent)).IsEqualTo(texts);
    }
}
