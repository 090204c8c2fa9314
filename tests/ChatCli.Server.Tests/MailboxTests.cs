using ChatCli.Server.Storage;

namespace ChatCli.Server.Tests;

public class MailboxTests
{
    [Test]
    public async Task A_live_message_does_not_touch_the_store()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Settle();

        Task<bool> delivering = rig.DeliverAsync("1");

        await Assert.That(delivering.IsCompletedSuccessfully).IsTrue();
        await Assert.That(rig.Store.Pending).IsEmpty();
        await AssertSentAsync(rig, "1");
    }

    [Test]
    public async Task A_message_stored_while_an_empty_list_is_on_its_way_is_not_overtaken()
    {
        var rig = new MailboxRig();
        rig.Attach();
        // The list that was asked for at the login will say that nothing waits.
        _ = rig.DeliverAsync("1");
        rig.Store.Release("add");
        rig.Store.Release("list");

        _ = rig.DeliverAsync("2");

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task Events_wait_for_the_stored_messages()
    {
        var rig = new MailboxRig();
        _ = rig.DeliverAsync("1");
        rig.Settle();
        rig.Attach();
        rig.TryOffer("presence");
        _ = rig.DeliverAsync("2");

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
        var rig = new MailboxRig(limit: 120);
        rig.Attach();
        rig.Settle();
        for (int i = 1; i <= 3; i++) _ = rig.DeliverAsync($"{i}");
        await Assert.That(rig.Store.Pending.Count).IsEqualTo(1);
        rig.Take();
        // There is room now, but 3 is on its way to the store.
        _ = rig.DeliverAsync("4");
        await Assert.That(rig.TryOffer("dropped")).IsFalse();

        await AssertSentAsync(rig, "1 2 3 4");
        await Assert.That(rig.TryOffer("live")).IsTrue();
    }

    [Test]
    public async Task A_connection_that_comes_during_a_list_gets_everything()
    {
        var rig = new MailboxRig();
        _ = rig.DeliverAsync("1");
        rig.Settle();
        rig.Attach();
        rig.Detach();
        rig.Attach();
        _ = rig.DeliverAsync("2");

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task A_connection_that_comes_during_an_add_gets_everything()
    {
        var rig = new MailboxRig();
        Task<bool> adding = rig.DeliverAsync("1");
        rig.Attach();
        rig.Store.Release("list");
        rig.Store.Release("add");
        _ = rig.DeliverAsync("2");

        await Assert.That(await adding).IsTrue();
        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task What_was_put_on_a_connection_but_not_sent_is_read_again_on_the_next()
    {
        var rig = new MailboxRig();
        _ = rig.DeliverAsync("1");
        _ = rig.DeliverAsync("2");
        rig.Settle();
        rig.Attach();
        rig.Store.Release("list");
        rig.Take();
        rig.Detach();
        rig.Attach();

        await AssertSentAsync(rig, "1 2");
    }

    [Test]
    public async Task What_was_sent_is_removed()
    {
        var rig = new MailboxRig();
        _ = rig.DeliverAsync("1");
        rig.Settle();
        rig.Attach();
        rig.Settle();
        rig.Detach();

        rig.Store.IsOpen = true;
        await Assert.That((await rig.Store.ListMessagesAsync("bob", 0, 10)).Count).IsEqualTo(0);
    }

    [Test]
    public async Task A_failed_add_is_told_and_the_mailbox_goes_live_again()
    {
        var rig = new MailboxRig();
        rig.Attach();
        rig.Store.IsFull = true;
        Task<bool> refused = rig.DeliverAsync("1");
        rig.Settle();
        await Assert.That(await refused).IsFalse();
        rig.Store.IsFull = false;

        Task<bool> live = rig.DeliverAsync("2");

        await Assert.That(live.IsCompletedSuccessfully).IsTrue();
        await AssertSentAsync(rig, "2");
    }

    [Test]
    public async Task More_than_one_page_of_messages_comes_in_order()
    {
        var rig = new MailboxRig(limit: 2000);
        rig.Store.IsOpen = true;
        for (int i = 0; i < 1000; i++) await rig.DeliverAsync($"{i}");
        rig.Store.IsOpen = false;
        rig.Attach();

        await AssertSentAsync(rig, string.Join(' ', Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task After_the_removal_of_its_owner_nothing_is_stored()
    {
        var rig = new MailboxRig();
        rig.Mailbox.Close();

        await Assert.That(await rig.DeliverAsync("too late")).IsFalse();
        await Assert.That(rig.Store.Pending).IsEmpty();
    }

    /// <summary>
    /// Two senders, a reader of changing speed who comes and goes, and a store that answers in any order. Whoever leaves has read
    /// what was sent. Everything accepted arrives once, in the order of its sender.
    /// </summary>
    [Test]
    public async Task Nothing_is_lost_doubled_or_reordered_in_200_random_schedules()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var rig = new MailboxRig(limit: random.Next(150, 900));
            var delivering = new List<(string Text, Task<bool> Task)>();
            var arrived = new List<string>();
            int steps = random.Next(20, 400);
            for (int step = 0; step < steps; step++)
            {
                int choice = random.Next(100);
                if (choice < 35) Deliver(rig, random, delivering);
                else if (choice < 60) ReleaseAny(rig, random);
                else if (choice < 75) rig.Take();
                else if (choice < 90) rig.FinishSend();
                else if (choice < 93) rig.TryOffer("event");
                else if (choice < 95) rig.Store.IsFull = random.Next(4) == 0;
                else if (!rig.IsAttached) rig.Attach();
                else if (!rig.HasWork)
                {
                    arrived.AddRange(rig.Sent);
                    rig.Detach();
                }
            }
            if (!rig.IsAttached) rig.Attach();
            rig.Settle();
            arrived.AddRange(rig.Sent);
            arrived.RemoveAll(text => text == "event");

            string[] accepted = [.. delivering.Where(message => message.Task.Result).Select(message => message.Text)];
            foreach (string sender in (string[])["ann", "carol"])
            {
                await Assert.That(Of(sender, arrived)).IsEqualTo(Of(sender, accepted)).Because($"the schedule is {seed}");
            }
        }
    }

    /// <summary>The same with links that break: what a broken link had taken may be lost, but nothing else, and each connection keeps the order.</summary>
    [Test]
    public async Task Only_what_a_broken_link_had_taken_is_lost_in_200_random_schedules()
    {
        for (int seed = 1000; seed < 1200; seed++)
        {
            var random = new Random(seed);
            var rig = new MailboxRig(limit: random.Next(150, 900));
            var delivering = new List<(string Text, Task<bool> Task)>();
            var arrived = new HashSet<string>();
            int steps = random.Next(20, 400);
            for (int step = 0; step <= steps; step++)
            {
                int choice = random.Next(100);
                if (choice < 35) Deliver(rig, random, delivering);
                else if (choice < 60) ReleaseAny(rig, random);
                else if (choice < 75) rig.Take();
                else if (choice < 90) rig.FinishSend();
                else if (!rig.IsAttached) rig.Attach();
                else arrived.UnionWith(rig.Detach());
                if (step == steps)
                {
                    if (!rig.IsAttached) rig.Attach();
                    rig.Settle();
                }
                arrived.UnionWith(rig.Sent);
                foreach (string sender in (string[])["ann", "carol"])
                {
                    int[] numbers = [.. rig.Sent.Where(text => text.StartsWith(sender, StringComparison.Ordinal)).Select(text => int.Parse(text[6..]))];
                    await Assert.That(numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second)).IsTrue().Because($"the schedule is {seed}");
                }
            }
            foreach ((string text, Task<bool> task) in delivering)
                await Assert.That(!task.Result || arrived.Contains(text)).IsTrue().Because($"{text} of schedule {seed} must not be lost");
        }
    }

    private static void Deliver(MailboxRig rig, Random random, List<(string Text, Task<bool> Task)> delivering)
    {
        string from = random.Next(2) == 0 ? "ann" : "carol";
        string text = $"{from,-6}{delivering.Count}";
        delivering.Add((text, rig.DeliverAsync(text, from)));
    }

    private static void ReleaseAny(MailboxRig rig, Random random)
    {
        int pending = rig.Store.Pending.Count;
        if (pending > 0) rig.Store.Release(random.Next(pending));
    }

    private static string Of(string sender, IEnumerable<string> texts) =>
        string.Join(' ', texts.Where(text => text.StartsWith(sender, StringComparison.Ordinal)));

    private static async Task AssertSentAsync(MailboxRig rig, string texts)
    {
        rig.Settle();
        await Assert.That(string.Join(' ', rig.Sent)).IsEqualTo(texts);
    }
}
