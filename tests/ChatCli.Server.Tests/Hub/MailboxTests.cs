namespace ChatCli.Server.Tests;

public class MailboxTests
{
    /// <summary>A queue of so many bytes takes two short messages and not three.</summary>
    private const int RoomForTwo = 300;

    [Test]
    public async Task A_live_message_does_not_touch_the_store()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();

        await Assert.That(rig.Take("1")).IsNull();

        await Assert.That(rig.Store.Pending).IsEmpty();
        await AssertSentAsync(rig, "1");
    }

    [Test]
    public async Task A_message_stored_while_an_empty_list_is_on_its_way_is_not_overtaken()
    {
        var rig = new MailboxRig();
        rig.Attach();
        // The list that was asked for at the login will say that nothing waits.
        rig.Take("1");
        rig.Store.Release("add");
        rig.Store.Release("list");

        rig.Take("2");

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task Events_wait_for_the_stored_messages()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Settle();
        rig.Attach();
        rig.TryOffer("presence");
        rig.Take("2");

        await AssertSentAsync(rig, "1 2 presence");
    }

    [Test]
    public async Task Events_are_held_up_to_a_limit_and_then_dropped()
    {
        var rig = new MailboxRig(256 * 1024);
        rig.Attach();
        string large = new('x', 10_000);
        int held = 0;
        while (rig.TryOffer(large)) held++;

        await Assert.That(held).IsEqualTo(6);
        rig.Settle();
        await Assert.That(rig.Sent.Count).IsEqualTo(6);
        await Assert.That(rig.TryOffer("live again")).IsTrue();
    }

    [Test]
    public async Task Without_a_connection_events_go_nowhere()
    {
        var rig = new MailboxRig();
        await Assert.That(rig.TryOffer("lost")).IsFalse();
        rig.Attach();
        rig.Settle();
        rig.Detach();
        await Assert.That(rig.TryOffer("lost")).IsFalse();
        rig.Attach();

        await AssertSentAsync(rig, "");
    }

    [Test]
    public async Task Events_held_for_one_connection_are_not_sent_on_the_next()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.TryOffer("for the first");
        rig.Detach();
        rig.Attach();

        await AssertSentAsync(rig, "");
    }

    [Test]
    public async Task A_message_that_does_not_fit_waits_and_all_later_ones_behind_it()
    {
        var rig = new MailboxRig(limit: RoomForTwo);
        rig.Attach();
        rig.Settle();
        for (int i = 1; i <= 3; i++) rig.Take($"{i}");
        // The whole window, and the new one after it.
        await Assert.That(string.Join(' ', rig.Store.Pending)).IsEqualTo("add add add");
        rig.BeginSend();
        // There is room now, but 3 is on its way to the store.
        rig.Take("4");
        await Assert.That(rig.TryOffer("dropped")).IsFalse();

        await AssertSentAsync(rig, "1 2 3 4");
        await Assert.That(rig.TryOffer("live")).IsTrue();
    }

    [Test]
    public async Task A_connection_that_comes_during_a_list_gets_everything()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Settle();
        rig.Attach();
        rig.Detach();
        rig.Attach();
        rig.Take("2");

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task A_connection_that_comes_during_an_add_gets_everything()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Attach();
        rig.Store.Release("list");
        rig.Store.Release("add");
        rig.Take("2");

        await Assert.That(rig.Told()).IsEqualTo("1 stored");
        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task What_was_put_on_a_connection_but_not_sent_is_read_again_on_the_next()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Take("2");
        rig.Settle();
        rig.Attach();
        rig.Store.Release("list");
        rig.BeginSend();
        rig.Detach();
        rig.Attach();

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task What_was_acknowledged_is_removed()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Settle();
        rig.Attach();
        rig.SettleLive();
        rig.Detach();

        rig.Store.IsOpen = true;
        await Assert.That((await rig.Store.ListAsync("bob", 0, 10)).Count).IsEqualTo(0);
    }

    [Test]
    public async Task A_failed_add_is_told_and_the_mailbox_goes_live_again()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Store.IsFull = true;
        rig.Take(1, "1");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored");
        rig.Store.IsFull = false;

        rig.Take(1, "1 again");

        await Assert.That(rig.Store.Pending).IsEmpty();
        await AssertSentAsync(rig, "1 again");
    }

    [Test]
    [Arguments(false)]
    [Arguments(true)]
    public async Task What_cannot_be_read_is_not_overtaken_and_read_after_a_second_at_the_latest(bool isSlow)
    {
        var rig = new MailboxRig(limit: isSlow ? RoomForTwo : 64 * 1024);
        if (isSlow)
        {
            rig.Attach();
            rig.Settle();
        }
        rig.Take("1");
        rig.Take("2");
        rig.Take("3");
        rig.Store.IsUnreadable = true;
        if (!isSlow) rig.Attach();
        rig.Settle();
        rig.Acknowledge();
        rig.Settle();

        rig.Take("4");
        await Assert.That(string.Join(' ', rig.Store.Pending)).IsEqualTo("add");
        rig.Settle();
        await Assert.That(string.Join(' ', rig.Sent)).IsEqualTo(isSlow ? "1 2" : "");
        rig.Store.IsUnreadable = false;
        rig.Time.Advance(Hub.MailboxReading.Retry - TimeSpan.FromMilliseconds(1));
        await Assert.That(rig.Store.Pending).IsEmpty();
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        await AssertSentAsync(rig, "1 2 3 4");
        rig.SettleLive();
        rig.Take("5");
        await Assert.That(rig.Store.Pending).IsEmpty();
    }

    [Test]
    public async Task What_could_not_be_read_is_read_when_the_next_message_was_stored()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Settle();
        rig.Store.IsUnreadable = true;
        rig.Attach();
        rig.Settle();
        rig.Store.IsUnreadable = false;

        rig.Take("2");

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task A_store_that_cannot_be_read_for_long_is_asked_once_a_second()
    {
        var rig = new MailboxRig();
        rig.Take("1");
        rig.Settle();
        rig.Store.IsUnreadable = true;
        rig.Attach();
        rig.Settle();
        for (int second = 0; second < 5; second++)
        {
            rig.Time.Advance(Hub.MailboxReading.Retry);
            await Assert.That(string.Join(' ', rig.Store.Pending)).IsEqualTo("list");
            rig.Settle();
        }
        rig.Detach();
        rig.Time.Advance(Hub.MailboxReading.Retry);

        await Assert.That(rig.Store.Pending).IsEmpty();
    }

    [Test]
    public async Task More_than_one_page_of_messages_comes_in_order()
    {
        var rig = new MailboxRig(limit: 2000);
        rig.Store.IsOpen = true;
        for (int i = 0; i < 1000; i++) rig.Take($"{i}");
        rig.Store.IsOpen = false;
        rig.Attach();

        await AssertSentAsync(rig, string.Join(' ', Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task After_the_removal_of_its_owner_nothing_is_stored()
    {
        var rig = new MailboxRig();
        rig.Mailbox.Close();

        await Assert.That(rig.Take("too late")).IsEqualTo("not_stored");
        await Assert.That(rig.Store.Pending).IsEmpty();
    }

    private static async Task AssertSentAsync(MailboxRig rig, string texts)
    {
        rig.Settle();
        await Assert.That(string.Join(' ', rig.Sent)).IsEqualTo(texts);
    }
}
