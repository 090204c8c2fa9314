using ChatCli.Server.Hub;
using ChatCli.Server.Outbound;

namespace ChatCli.Server.Tests;

/// <summary>The rules by which a mailbox neither loses nor doubles nor reorders: one by one, on the rig.</summary>
public class DeliveryTests
{
    /// <summary>A queue of so many bytes takes two short messages and not three.</summary>
    private const int RoomForTwo = 300;

    [Test]
    public async Task A_live_message_that_is_sent_again_is_not_doubled_and_its_receipt_is_repeated()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Take(1, "one");
        await Assert.That(rig.Told()).IsEqualTo("");
        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("1 delivered");

        await Assert.That(rig.Take(1, "one")).IsNull();

        await Assert.That(rig.Told()).IsEqualTo("1 delivered");
        await AssertSentAsync(rig, "one");
    }

    [Test]
    public async Task A_stored_message_that_is_sent_again_is_not_doubled_and_its_receipt_is_repeated()
    {
        var rig = new MailboxRig();
        rig.Take(1, "one");
        rig.Take(1, "one");
        await Assert.That(rig.Told()).IsEqualTo("");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 stored");

        await Assert.That(rig.Take(1, "one")).IsNull();

        await Assert.That(rig.Told()).IsEqualTo("1 stored");
        await Assert.That(await RowsAsync(rig)).IsEqualTo("one");
    }

    [Test]
    public async Task A_receipt_that_found_no_link_follows_when_the_message_is_sent_again()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Leave("ann");
        rig.SettleLive();
        rig.Return("ann");
        await Assert.That(rig.Told()).IsEqualTo("");

        rig.Take(1, "one");

        await Assert.That(rig.Told()).IsEqualTo("1 delivered");
    }

    [Test]
    public async Task A_receipt_that_is_still_open_is_sent_on_the_new_link()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Leave("ann");
        rig.Return("ann");
        rig.Take(1, "one");
        await Assert.That(rig.Told()).IsEqualTo("");

        rig.SettleLive();

        await Assert.That(rig.Told()).IsEqualTo("1 delivered");
        await AssertSentAsync(rig, "one");
    }

    [Test]
    public async Task What_was_taken_is_known_before_the_block_is_asked()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Block("ann");

        await Assert.That(rig.Take(1, "one")).IsNull();
        await Assert.That(rig.Take(2, "two")).IsEqualTo("blocked");
        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("1 stored");
    }

    [Test]
    public async Task It_falls_behind_as_a_whole_oldest_first_and_then_the_new_message()
    {
        MailboxRig rig = Live(RoomForTwo);
        rig.Take(1, "one");
        rig.Take(1, "uno", "carol");
        rig.Take(2, "two");

        rig.Detach();

        await Assert.That(await RowsAsync(rig)).IsEqualTo("one uno two");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("2 stored");
        await Assert.That(rig.Told("carol")).IsEqualTo("1 stored");
    }

    [Test]
    public async Task A_full_window_falls_behind_too()
    {
        MailboxRig rig = Live(limit: 10 * 1024 * 1024);
        for (int n = 1; n <= MailboxWindow.Limit; n++) rig.Take(n, $"{n}");
        await Assert.That(rig.Store.Pending).IsEmpty();

        rig.Take(MailboxWindow.Limit + 1, "more");

        await Assert.That(rig.Store.Pending.Count).IsEqualTo(MailboxWindow.Limit + 1);
        // Nothing more goes out before something was acknowledged.
        rig.Settle();
        await Assert.That(rig.Lines.Count).IsEqualTo(MailboxWindow.Limit);
        rig.Acknowledge();
        rig.Settle();
        await Assert.That(rig.Sent.Last()).IsEqualTo("more");
    }

    [Test]
    public async Task What_this_connection_was_given_is_not_read_back_on_it()
    {
        MailboxRig rig = Live(RoomForTwo);
        for (int n = 1; n <= 5; n++) rig.Take(n, $"{n}");

        await AssertSentAsync(rig, "1 2 3 4 5");
        rig.Detach();
        rig.Attach();
        await AssertSentAsync(rig, "1 2 3 4 5");
    }

    [Test]
    public async Task After_250_ms_without_acknowledgement_a_message_is_stored_and_delivered_later()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.BeginSend();
        rig.FinishSend();
        rig.Time.Advance(TimeSpan.FromMilliseconds(249));
        await Assert.That(rig.Store.Pending).IsEmpty();

        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 stored");
        await Assert.That(await RowsAsync(rig)).IsEqualTo("one");
        // Behind until it is acknowledged: no live message may come before.
        rig.Take(2, "two");
        await Assert.That(rig.Store.Pending).Contains("add");
        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("2 delivered");
        await Assert.That(await RowsAsync(rig)).IsEqualTo("");
        rig.Take(3, "three");
        await Assert.That(rig.Store.Pending).IsEmpty();
    }

    [Test]
    public async Task Each_message_has_250_ms_of_its_own()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Time.Advance(TimeSpan.FromMilliseconds(200));
        rig.Take(2, "two");
        rig.Acknowledge(1);
        rig.Time.Advance(TimeSpan.FromMilliseconds(249));
        await Assert.That(rig.Store.Pending).IsEmpty();

        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.That(await RowsAsync(rig)).IsEqualTo("two");
    }

    [Test]
    public async Task An_acknowledgement_counts_on_its_connection_alone()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        OutboundQueue old = rig.Detach()!;
        rig.Attach();
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 stored");

        rig.Mailbox.Acknowledge(old, 1);

        await Assert.That(rig.Told()).IsEqualTo("");
        await Assert.That(await RowsAsync(rig)).IsEqualTo("one");
        rig.Acknowledge(1);
        await Assert.That(rig.Told()).IsEqualTo("1 delivered");
        await Assert.That(await RowsAsync(rig)).IsEqualTo("");
    }

    [Test]
    public async Task An_acknowledgement_covers_all_before_it_and_makes_one_receipt_of_a_run()
    {
        MailboxRig rig = Live();
        for (int n = 1; n <= 4; n++) rig.Take(n, $"{n}");
        rig.Take(1, "uno", "carol");

        rig.Acknowledge(3);
        await Assert.That(rig.Told()).IsEqualTo("3 delivered");
        rig.Acknowledge(3);
        rig.Acknowledge(2);
        rig.Acknowledge(-1);
        await Assert.That(rig.Told()).IsEqualTo("");
        rig.Acknowledge(5);

        await Assert.That(rig.Told()).IsEqualTo("4 delivered");
        await Assert.That(rig.Told("carol")).IsEqualTo("1 delivered");
    }

    [Test]
    public async Task An_acknowledgement_of_more_than_there_was_covers_nothing_that_comes_later()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Acknowledge(long.MaxValue);
        await Assert.That(rig.Told()).IsEqualTo("1 delivered");

        rig.Take(2, "two");

        await Assert.That(rig.Told()).IsEqualTo("");
        rig.Acknowledge(2);
        await Assert.That(rig.Told()).IsEqualTo("2 delivered");
    }

    [Test]
    public async Task A_removal_never_overtakes_the_add_that_it_cancels()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.BeginSend();
        rig.FinishSend();
        rig.Time.Advance(MailboxWindow.AckLimit);
        await Assert.That(rig.Store.Pending).Contains("add");

        rig.Acknowledge(1);

        rig.Settle();
        await Assert.That(await RowsAsync(rig)).IsEqualTo("");
        rig.Detach();
        rig.Attach();
        await AssertSentAsync(rig, "");
    }

    [Test]
    public async Task From_the_moment_of_the_block_messages_are_receipted_as_if_its_setter_were_offline()
    {
        MailboxRig rig = Live();
        rig.Take(1, "one");
        rig.Take(1, "uno", "carol");
        rig.BeginSend();
        rig.FinishSend();

        rig.Block("ann");

        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 stored");
        rig.SettleLive();
        await Assert.That(rig.Told()).IsEqualTo("");
        await Assert.That(rig.Told("carol")).IsEqualTo("1 delivered");
    }

    [Test]
    public async Task What_was_stored_before_the_block_is_never_receipted_again()
    {
        var rig = new MailboxRig();
        rig.Take(1, "one");
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 stored");
        rig.Block("ann");

        rig.Attach();
        rig.SettleLive();

        await AssertSentAsync(rig, "one");
        await Assert.That(rig.Told()).IsEqualTo("");
    }

    [Test]
    public async Task Delivered_messages_are_noted_within_a_second_many_at_a_time()
    {
        MailboxRig rig = Live();
        for (int n = 1; n <= 3; n++)
        {
            rig.Take(n, $"{n}");
            rig.SettleLive();
        }
        rig.Take(1, "uno", "carol");
        rig.SettleLive();
        rig.Time.Advance(TimeSpan.FromMilliseconds(999));
        await Assert.That(rig.Store.Noted).IsEmpty();

        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.That(string.Join("; ", rig.Store.Noted)).IsEqualTo("ann bob 3; carol bob 1");
        rig.Take(4, "four");
        rig.SettleLive();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That(rig.Store.Noted.Last()).IsEqualTo("ann bob 4");
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await Assert.That(rig.Store.Noted.Count).IsEqualTo(3);
    }

    private static MailboxRig Live(int limit = 64 * 1024)
    {
        var rig = new MailboxRig(limit);
        rig.Attach();
        rig.Settle();
        return rig;
    }

    private static async Task<string> RowsAsync(MailboxRig rig) =>
        string.Join(' ', (await rig.Store.ListAsync("bob")).Select(row => row.Text));

    private static async Task AssertSentAsync(MailboxRig rig, string texts)
    {
        rig.Settle();
        await Assert.That(string.Join(' ', rig.Sent)).IsEqualTo(texts);
    }
}
