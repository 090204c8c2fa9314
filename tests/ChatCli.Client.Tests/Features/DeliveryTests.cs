using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

/// <summary>What happens to messages both ways while the link is there.</summary>
public class DeliveryTests
{
    [Test]
    public async Task A_message_is_acknowledged_after_it_was_shown_and_recorded()
    {
        ClientRun run = await StartAsync();
        await Assert.That(await run.ShownOfAsync(ClientRun.Event(7, "hi"))).IsEqualTo("bob: hi");
        await run.BarrierAsync();
        await Assert.That(File.Exists(run.SeenPath)).IsFalse();
        run.Time.Advance(Limits.AckTime);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ack","id":1,"count":1}""");
        await Assert.That(await File.ReadAllTextAsync(run.SeenPath)).Contains("bob b1 7 ");
        await run.EndAsync(2);
    }

    [Test]
    public async Task Acknowledgements_are_for_many()
    {
        ClientRun run = await StartAsync();
        for (int n = 1; n <= 3; n++) await run.ShownOfAsync(ClientRun.Event(n, "hi"));
        await run.BarrierAsync();
        run.Time.Advance(Limits.AckTime);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ack","id":1,"count":3}""");
        for (int n = 4; n <= 67; n++) await run.ShownOfAsync(ClientRun.Event(n, "hi"));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ack","id":2,"count":67}""");
        await run.EndAsync(3);
    }

    [Test]
    public async Task A_message_that_comes_again_is_counted_and_not_shown()
    {
        ClientRun run = await StartAsync();
        await run.ShownOfAsync(ClientRun.Event(2, "two"));
        await run.Server.SendAsync(ClientRun.Event(1, "one"), ClientRun.Event(2, "two"));
        await Assert.That(await run.ShownOfAsync(ClientRun.Event(1, "other", instance: "b2"))).IsEqualTo("bob: other");
        await Assert.That(await run.ShownOfAsync(ClientRun.Event(1, "mine", from: "eve"))).IsEqualTo("eve: mine");
        await run.BarrierAsync();
        run.Time.Advance(Limits.AckTime);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ack","id":1,"count":5}""");
        await run.EndAsync(2);
    }

    [Test]
    public async Task A_message_that_cannot_be_read_is_counted_too()
    {
        ClientRun run = await StartAsync();
        await run.ShownOfAsync("""{"type":"message","from":7}""");
        await run.ShownOfAsync("""{"type":"presence","user":7}""");
        await run.BarrierAsync();
        run.Time.Advance(Limits.AckTime);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ack","id":1,"count":1}""");
        await run.EndAsync(2);
    }

    [Test]
    public async Task A_client_killed_before_it_recorded_a_message_shows_it_once_more_and_never_again()
    {
        ClientRun killed = await StartAsync();
        await killed.ShownOfAsync(ClientRun.Event(1, "one"));

        ClientRun next = await StartAsync(killed.SeenPath);
        await Assert.That(await next.ShownOfAsync(ClientRun.Event(1, "one"))).IsEqualTo("bob: one");
        await next.BarrierAsync();
        next.Time.Advance(Limits.AckTime);
        await next.Server.NextAsync();

        ClientRun last = await StartAsync(killed.SeenPath);
        await last.Server.SendAsync(ClientRun.Event(1, "one"));
        await last.BarrierAsync();
        await last.EndAsync(1);
    }

    [Test]
    public async Task What_was_shown_is_recorded_and_acknowledged_before_the_log_out()
    {
        ClientRun run = await StartAsync();
        await run.ShownOfAsync(ClientRun.Event(1, "one"));
        await Assert.That(await run.RequestOfAsync("logout")).IsEqualTo("""{"type":"ack","id":2,"count":1}""");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"logout","id":3}""");
        await run.ShownOfAsync(ClientRun.Event(2, "two"));
        await run.Server.SendAsync("""{"type":"ok","id":3}""");
        await Assert.That(await run.Exit).IsEqualTo(0);
        await Assert.That(await File.ReadAllTextAsync(run.SeenPath)).Contains("bob b1 2 ");
    }

    [Test]
    public async Task What_nobody_gets_to_see_is_not_acknowledged()
    {
        ClientRun run = await StartAsync();
        await run.ShownOfAsync(ClientRun.Event(1, "one"));
        await run.BarrierAsync();
        run.Screen.HasReader = false;
        await run.ShownOfAsync(ClientRun.Event(2, "two"));
        await Assert.That(await run.RequestOfAsync("logout")).IsEqualTo("""{"type":"ack","id":2,"count":1}""");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"logout","id":3}""");
        await Assert.That(await File.ReadAllTextAsync(run.SeenPath)).DoesNotContain("bob b1 2");
    }

    [Test]
    public async Task A_record_that_cannot_be_written_keeps_nobody_from_chatting()
    {
        string file = Path.GetTempFileName();
        ClientRun run = await StartAsync(Path.Combine(file, "server", "ann.seen"));
        await run.ShownOfAsync(ClientRun.Event(1, "one"));
        await run.BarrierAsync();
        run.Time.Advance(Limits.AckTime);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ack","id":1,"count":1}""");
        await Assert.That(await run.Screen.NextAsync()).StartsWith("cannot record the messages shown");
        await run.ShownOfAsync(ClientRun.Event(2, "two"));
        await run.EndAsync(2);
        File.Delete(file);
    }

    [Test]
    public async Task A_message_that_could_not_be_stored_is_tried_again_with_all_after_it_until_it_goes_through()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1, text: "one");
        await run.MessageAsync(2, text: "two");
        await run.Server.SendAsync(NotStored(1));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("message to bob: not stored, will try again");
        await run.Server.SendAsync(NotStored(2));
        await run.BarrierAsync();
        // Held back, because the server would refuse it; to others it goes on.
        run.Screen.Type("message bob three");
        await run.MessageAsync(4, "eve");
        foreach (int seconds in (int[])[1, 2, 4])
        {
            Task<string?> again = run.Server.NextAsync();
            run.Time.Advance(TimeSpan.FromMilliseconds((1000 * seconds) - 1));
            await run.BarrierAsync();
            await Assert.That(again.IsCompleted).IsFalse();
            run.Time.Advance(TimeSpan.FromMilliseconds(1));
            await Assert.That(await again).IsEqualTo(ClientRun.Request(1, text: "one"));
            await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(2, text: "two"));
            await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(3, text: "three"));
            if (seconds == 4) break;
            await run.Server.SendAsync(NotStored(1), NotStored(2), NotStored(3));
            await run.BarrierAsync();
        }
        await run.ReceiptAsync(2, ReceiptState.Stored);
        await run.BarrierAsync();
        await run.ReceiptAsync(3, ReceiptState.Stored);
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("message to bob: went through");
        await run.MessageAsync(5, text: "five");
        await run.ReceiptAsync(5);
        await run.ReceiptAsync(4, to: "eve");
        await run.EndAsync(6);
    }

    [Test]
    public async Task A_server_that_asks_to_slow_down_gets_all_in_order_after_the_time_it_says_and_one_line_says_so()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1, text: "one");
        await run.MessageAsync(2, text: "two");
        await run.Server.SendAsync(SlowDown(1, 5000), SlowDown(2, 5000));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("sending slowly: the server asks to slow down");
        run.Screen.Type("message bob three");
        await run.MessageAsync(4, "eve");
        string[] bobs = [ClientRun.Request(1, text: "one"), ClientRun.Request(2, text: "two"), ClientRun.Request(3, text: "three")];
        string eves = ClientRun.Request(4, "eve");
        List<string?> sent = await SentAfterAsync(5000, 3);
        await Assert.That(string.Join('\n', sent)).IsEqualTo(string.Join('\n', bobs));
        await run.Server.SendAsync(SlowDown(1, 700), SlowDown(2, 700), SlowDown(3, 700), SlowDown(4, 700));
        await run.BarrierAsync();
        // Between two users there is no order.
        sent = await SentAfterAsync(700, 4);
        await Assert.That(sent.Remove(eves)).IsTrue();
        await Assert.That(string.Join('\n', sent)).IsEqualTo(string.Join('\n', bobs));
        await run.ReceiptAsync(3);
        await run.ReceiptAsync(4, to: "eve");
        await run.BarrierAsync();
        // A new paste is told of again.
        await run.MessageAsync(5);
        await Assert.That(await run.ShownOfAsync(SlowDown(5, 1))).IsEqualTo("sending slowly: the server asks to slow down");
        await run.ReceiptAsync(5);
        await run.EndAsync(6);

        async Task<List<string?>> SentAfterAsync(int wait, int count)
        {
            Task<string?> first = run.Server.NextAsync();
            run.Time.Advance(TimeSpan.FromMilliseconds(wait - 1));
            await run.BarrierAsync();
            await Assert.That(first.IsCompleted).IsFalse();
            run.Time.Advance(TimeSpan.FromMilliseconds(1));
            List<string?> lines = [await first];
            while (lines.Count < count) lines.Add(await run.Server.NextAsync());
            return lines;
        }
    }

    [Test]
    public async Task A_refused_message_is_told_and_not_sent_again()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1);
        await Assert.That(await run.ShownOfAsync("""{"type":"error","id":1,"code":"blocked","text":"no"}""")).IsEqualTo("Error: no");
        await run.LoseLinkAsync();
        await run.ResumeAsync();
        await run.EndAsync(4);
    }

    [Test]
    public async Task At_a_terminal_a_full_outbox_is_told()
    {
        ClientRun run = await StartAsync(isTerminal: true);
        await run.LoseLinkAsync();
        for (int i = 0; i < Outbox.MaxMessages; i++)
            await Assert.That(await run.ShownForAsync("message bob hi")).IsEqualTo("  … will be sent when connected");
        await Assert.That(await run.ShownForAsync("message bob hi"))
            .IsEqualTo("Error: too many messages are waiting to be sent already; this one was not taken");
        await Assert.That(await run.ShownForAsync("logout")).IsEqualTo("Error: 1000 messages were not sent");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task In_pipes_a_full_outbox_holds_the_next_line_back()
    {
        ClientRun run = await StartAsync();
        for (int i = 0; i <= Outbox.MaxMessages; i++) run.Screen.Type("message bob hi");
        for (int i = 1; i <= Outbox.MaxMessages; i++) await run.Server.NextAsync();
        Task<string?> further = run.Server.NextAsync();
        await run.BarrierAsync();
        await Assert.That(further.IsCompleted).IsFalse();
        await run.ReceiptAsync(1);
        await Assert.That(await further).IsEqualTo(ClientRun.Request(Outbox.MaxMessages + 1));
    }

    [Test]
    public async Task At_a_terminal_marks_tell_stored_from_delivered_one_line_for_many()
    {
        ClientRun run = await StartAsync(isTerminal: true);
        for (int id = 1; id <= 3; id++) await run.MessageAsync(id);
        await run.MessageAsync(4, "eve");
        await run.ReceiptAsync(2, ReceiptState.Stored);
        await run.ReceiptAsync(3);
        await run.ReceiptAsync(4, ReceiptState.Stored, "eve");
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("  ✓ delivered to bob (3)\n  ◦ stored for eve");
        await run.ReceiptAsync(4, to: "eve");
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("  ✓ delivered to eve");
        // An old one says nothing new.
        await run.ReceiptAsync(4, ReceiptState.Stored, "eve");
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromMilliseconds(100));
        await run.EndAsync(5);
    }

    [Test]
    public async Task At_a_terminal_a_mark_tells_once_of_messages_that_nothing_is_heard_of()
    {
        ClientRun run = await StartAsync(isTerminal: true);
        await run.MessageAsync(1);
        await run.MessageAsync(2);
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromSeconds(3));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("  … not confirmed yet: 2");
        await run.MessageAsync(3);
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromSeconds(3));
        await run.ReceiptAsync(3);
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("  ✓ delivered to bob (3)");
        await run.EndAsync(4);
    }

    [Test]
    public async Task Marks_are_ASCII_where_the_terminal_is()
    {
        ClientRun run = await StartAsync(isTerminal: true, style: new TextStyle(IsTerminal: true, IsUtf8: false));
        for (int id = 1; id <= 3; id++) await run.MessageAsync(id);
        await run.ReceiptAsync(1);
        await run.ReceiptAsync(2, ReceiptState.Stored);
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("  o stored for bob (1), + delivered (1)");
        await run.LoseLinkAsync();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("  - not sent yet: 1");
    }

    [Test]
    public async Task In_pipes_nothing_is_said_of_receipts()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1);
        await run.ReceiptAsync(1, ReceiptState.Stored);
        await run.ReceiptAsync(1);
        await run.BarrierAsync();
        run.Time.Advance(TimeSpan.FromSeconds(1));
        await run.EndAsync(2);
    }

    [Test]
    [Arguments(false)]
    [Arguments(true)]
    public async Task Receipts_that_are_asked_for_are_a_line_each_for_programs(bool isTerminal)
    {
        ClientRun run = await StartAsync(isTerminal: isTerminal, style: new TextStyle(isTerminal, HasReceiptLines: true));
        await run.RequestOfAsync("whoelse");
        await run.MessageAsync(2);
        await run.MessageAsync(3, "eve");
        await run.MessageAsync(4);
        await Assert.That(await run.ShownOfAsync("""{"type":"users","id":1,"users":["bob"]}""")).IsEqualTo("bob");
        await run.ReceiptAsync(4, ReceiptState.Stored);
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("receipt 1 bob stored\nreceipt 3 bob stored");
        await run.ReceiptAsync(4);
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("receipt 1 bob delivered\nreceipt 3 bob delivered");
        await run.Server.SendAsync("""{"type":"error","id":3,"code":"blocked","text":"no"}""");
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("Error: message to eve: no\nreceipt 2 eve refused");
        run.Screen.Type("message josé hi", "message bob");
        await Assert.That(await run.Screen.NextAsync(3)).IsEqualTo("Error: there is no such user\nreceipt 4 josé refused\nUsage: message USER TEXT");
        await run.Server.NextAsync();
        await run.EndAsync(6);
    }

    private static string NotStored(long id) => $$"""{"type":"error","id":{{id}},"code":"not_stored","text":"the disk is full"}""";

    private static string SlowDown(long id, int retry) =>
        $$"""{"type":"error","id":{{id}},"code":"slow_down","text":"too fast","retry":{{retry}}}""";

    private static Task<ClientRun> StartAsync(string? seenPath = null, bool isTerminal = false, TextStyle? style = null) =>
        ClientRun.StartAsync(time: new FakeTimeProvider(), seenPath: seenPath, isTerminal: isTerminal, style: style);
}
