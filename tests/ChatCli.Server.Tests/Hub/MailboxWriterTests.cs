using ChatCli.Server.Hub;

namespace ChatCli.Server.Tests;

/// <summary>A mailbox into which another server writes too: nothing of it is skipped, and nothing removed unshown.</summary>
public class MailboxWriterTests
{
    [Test]
    public async Task A_row_between_two_of_the_window_is_shown_and_not_removed_with_them()
    {
        MailboxRig rig = Live();
        rig.Take(1, "1");
        rig.Take(2, "2");
        Send(rig);
        AddOtherBefore(rig, "2");
        rig.Time.Advance(MailboxWindow.AckLimit);

        rig.Acknowledge(2);
        rig.Settle();

        await AssertAsync(rig, sent: "1 2 other", rows: "other");
        rig.SettleLive();
        await AssertAsync(rig, sent: "1 2 other", rows: "");
    }

    [Test]
    public async Task It_is_shown_too_when_the_positions_come_before_the_acknowledgement()
    {
        MailboxRig rig = Live();
        rig.Take(1, "1");
        rig.Take(2, "2");
        Send(rig);
        AddOtherBefore(rig, "2");
        rig.Time.Advance(MailboxWindow.AckLimit);
        rig.Settle();
        await AssertAsync(rig, sent: "1 2 other", rows: "1 other 2");

        rig.Acknowledge(2);

        await AssertAsync(rig, sent: "1 2 other", rows: "other");
        rig.Acknowledge(3);
        await AssertAsync(rig, sent: "1 2 other", rows: "");
    }

    [Test]
    public async Task What_was_acknowledged_before_its_position_came_is_removed_then_and_not_shown_on_the_next_connection()
    {
        MailboxRig rig = Live();
        rig.Take(1, "1");
        rig.Take(2, "2");
        Send(rig);
        AddOtherBefore(rig, "2");
        rig.Time.Advance(MailboxWindow.AckLimit);
        rig.Acknowledge(1);
        rig.Detach();
        rig.Attach();

        // The page was asked for while all three rows were there.
        rig.Store.Release("list");
        Send(rig);
        await AssertAsync(rig, sent: "other 2", rows: "1 other 2");
        rig.Settle();

        await AssertAsync(rig, sent: "other 2", rows: "other 2");
        rig.SettleLive();
        await AssertAsync(rig, sent: "other 2", rows: "");
    }

    [Test]
    public async Task A_row_that_a_page_holds_and_that_is_removed_before_the_page_comes_is_not_shown_again()
    {
        MailboxRig rig = Live();
        rig.Take(1, "1");
        Send(rig);
        AddOtherBefore(rig, "1");
        rig.Time.Advance(MailboxWindow.AckLimit);
        rig.Store.Release("add");
        await Assert.That(string.Join(' ', rig.Store.Pending)).IsEqualTo("list");

        rig.Acknowledge(1);
        await AssertAsync(rig, sent: "1", rows: "other");
        rig.Settle();

        await AssertAsync(rig, sent: "1 other", rows: "other");
    }

    [Test]
    public async Task Of_a_window_that_is_stored_in_half_the_rest_is_recognised()
    {
        var rig = new MailboxRig();
        rig.Take(1, "1");
        rig.Settle();
        rig.Attach();
        rig.Settle();
        // One of the window came from the store, the next is live.
        rig.Take(2, "2");
        Send(rig);
        AddOtherBefore(rig, "2");
        rig.Time.Advance(MailboxWindow.AckLimit);
        rig.Settle();
        await AssertAsync(rig, sent: "1 2 other", rows: "1 other 2");

        rig.Acknowledge(1);

        await AssertAsync(rig, sent: "1 2 other", rows: "other 2");
        rig.SettleLive();
        await AssertAsync(rig, sent: "1 2 other", rows: "");
    }

    [Test]
    public async Task A_refused_message_of_the_window_that_comes_again_is_not_taken_for_the_one_before()
    {
        MailboxRig rig = Live();
        rig.Take(1, "1");
        Send(rig);
        rig.Store.IsFull = true;
        rig.Time.Advance(MailboxWindow.AckLimit);
        rig.Settle();
        await Assert.That(rig.Told()).IsEqualTo("1 not_stored");
        rig.Store.IsFull = false;
        AddOtherBefore(rig, "1");

        rig.Take(1, "1");
        rig.Settle();

        // Its client knows that it has it: what was refused was acknowledged by nobody.
        await AssertAsync(rig, sent: "1 other 1", rows: "other 1");
        rig.SettleLive();
        await AssertAsync(rig, sent: "1 other 1", rows: "");
        await Assert.That(rig.Told()).IsEqualTo("1 delivered");
    }

    [Test]
    public async Task Pages_of_rows_that_the_connection_has_do_not_hide_what_comes_after_them()
    {
        MailboxRig rig = Live();
        for (int n = 1; n <= 350; n++) rig.Take(n, $"{n}");
        Send(rig);
        AddOtherBefore(rig, "317");
        rig.Time.Advance(MailboxWindow.AckLimit);
        rig.Store.AddOther("bob", StoreMessages.Message("last", from: "dave", n: 2));
        rig.Settle();

        await Assert.That(rig.Sent.SequenceEqual([.. Enumerable.Range(1, 350).Select(n => $"{n}"), "other", "last"])).IsTrue();
        rig.SettleLive();
        rig.Take(351, "live");
        await Assert.That(rig.Store.Pending).IsEmpty();
        await Assert.That(await RowsAsync(rig)).IsEqualTo("");
    }

    [Test]
    public async Task Answers_that_come_after_the_end_of_the_connection_are_for_the_next_one()
    {
        MailboxRig rig = Live();
        rig.Take(1, "1");
        Send(rig);
        AddOtherBefore(rig, "1");
        rig.Detach();
        rig.Attach();
        rig.Take(2, "2");

        rig.Settle();

        await AssertAsync(rig, sent: "other 1 2", rows: "other 1 2");
        rig.SettleLive();
        await AssertAsync(rig, sent: "other 1 2", rows: "");
    }

    private static MailboxRig Live()
    {
        var rig = new MailboxRig(limit: 1024 * 1024);
        rig.Attach();
        rig.Settle();
        return rig;
    }

    /// <summary>Another server adds a row immediately before one of this server.</summary>
    private static void AddOtherBefore(MailboxRig rig, string text)
    {
        rig.Store.BeforeAdd = message =>
        {
            if (message.Text == text) rig.Store.AddOther("bob", StoreMessages.Message("other", from: "dave"));
        };
    }

    private static void Send(MailboxRig rig)
    {
        rig.BeginSend();
        rig.FinishSend();
    }

    private static async Task AssertAsync(MailboxRig rig, string sent, string rows)
    {
        await Assert.That($"sent {string.Join(' ', rig.Sent)}; stored {await RowsAsync(rig)}").IsEqualTo($"sent {sent}; stored {rows}");
    }

    private static async Task<string> RowsAsync(MailboxRig rig) => string.Join(' ', (await rig.Store.ListAsync("bob")).Select(row => row.Text));
}
