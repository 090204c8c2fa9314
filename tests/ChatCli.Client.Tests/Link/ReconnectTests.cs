using ChatCli.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

/// <summary>What happens when the link is lost.</summary>
public class ReconnectTests
{
    [Test]
    public async Task What_was_not_receipted_is_sent_again_in_order_with_its_ids_before_anything_new()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1, text: "one");
        await run.MessageAsync(2, "eve", "two");
        await run.MessageAsync(3, text: "three");
        await run.ReceiptAsync(1, ReceiptState.Stored);
        await run.BarrierAsync();
        await run.LoseLinkAsync();
        run.Screen.Type("message bob four");
        await Assert.That(await run.ShownForAsync("whoelse")).IsEqualTo("Error: not connected to the server");
        long id = await run.ResumeAsync(shown: "connected again; not sent yet: 3");
        run.Screen.Type("whoelse");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(2, "eve", "two"));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(3, text: "three"));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(4, text: "four"));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo($$"""{"type":"whoelse","id":{{id + 1}}}""");
        await run.ReceiptAsync(4);
        await run.ReceiptAsync(2, to: "eve");
        await Assert.That(await run.ShownOfAsync($$"""{"type":"users","id":{{id + 1}},"users":["bob"]}""")).IsEqualTo("bob");
        await run.EndAsync(id + 2);
    }

    [Test]
    public async Task Messages_that_come_again_on_the_new_link_are_counted_from_its_first_and_not_shown_again()
    {
        ClientRun run = await StartAsync();
        await run.ShownOfAsync(ClientRun.Event(1, "one"));
        await run.LoseLinkAsync();
        long id = await run.ResumeAsync();
        await run.Server.SendAsync(ClientRun.Event(1, "one"));
        await Assert.That(await run.ShownOfAsync(ClientRun.Event(2, "two"))).IsEqualTo("bob: two");
        await run.BarrierAsync();
        run.Time.Advance(Limits.AckTime);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo($$"""{"type":"ack","id":{{id + 1}},"count":2}""");
        await run.EndAsync(id + 2);
    }

    [Test]
    public async Task The_token_is_a_new_one_each_time()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        await run.ResumeAsync(next: "token-2");
        await run.LoseLinkAsync();
        long id = await run.ResumeAsync(token: "token-2", next: "token-3");
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task With_a_void_token_the_password_is_used_once()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        (long id, string proof) = await LogInAgainAsync(run);
        await run.Server.WelcomeAsync(id, proof, token: "token-9");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("connected again");
        await run.LoseLinkAsync();
        id = await run.ResumeAsync(token: "token-9");
        await run.EndAsync(id + 1);
    }

    [Test]
    [Arguments("already_online")]
    [Arguments("wrong_password")]
    [Arguments("account_blocked")]
    [Arguments("unknown_user")]
    public async Task A_refusal_ends_the_client_and_counts_what_was_not_sent(string code)
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1);
        await run.LoseLinkAsync();
        (long id, _) = await LogInAgainAsync(run);
        await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"{{code}}","text":"no"}""");
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("no\nError: 1 message was not sent");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    [Arguments(LogoutReason.Idle)]
    [Arguments(LogoutReason.Removed)]
    public async Task Who_was_logged_out_by_the_server_is_not_connected_again(string reason)
    {
        ClientRun run = await StartAsync();
        run.IsReachable = true;
        await run.MessageAsync(1);
        await run.Server.SendAsync($$"""{"type":"loggedout","reason":"{{reason}}","text":"bye"}""");
        run.Server.Close();
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("bye\nError: 1 message was not sent");
        await Assert.That(await run.Exit).IsEqualTo(1);
        run.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.That(run.HasConnected).IsFalse();
    }

    [Test]
    public async Task A_server_that_stops_is_left_alone_as_long_as_it_asked()
    {
        ClientRun run = await StartAsync();
        await run.Server.SendAsync("""{"type":"loggedout","reason":"stopping","text":"the server is stopping","retry":3000}""");
        run.Server.Close();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("the server is stopping; reconnecting");
        run.IsReachable = true;
        run.Time.Advance(TimeSpan.FromMilliseconds(2999));
        await Assert.That(run.HasConnected).IsFalse();
        long id = await run.GreetAgainAsync(TimeSpan.FromMilliseconds(1));
        await run.Server.NextAsync();
        await run.Server.SendAsync($$"""{"type":"welcome","id":{{id}},"name":"ann","token":"t"}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("connected again");
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task A_server_that_cannot_be_reached_is_tried_again_and_again()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        // However many tries have failed by then.
        for (int seconds = 0; seconds < 600; seconds++)
        {
            run.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        run.IsReachable = true;
        while (!run.HasConnected)
        {
            run.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        long id = await run.ResumeAsync();
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task A_link_lost_while_resuming_is_replaced_too()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        await run.GreetAgainAsync();
        await run.Server.NextAsync();
        run.Server.Close();
        while (!run.HasConnected)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        long id = await run.ResumeAsync();
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task A_link_over_which_nothing_comes_is_given_up_after_forty_five_seconds()
    {
        ClientRun run = await StartAsync();
        run.Server.AnswersPings = false;
        run.Time.Advance(Limits.KeepAlive);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ping","id":1}""");
        run.Time.Advance(Limits.KeepAlive);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ping","id":2}""");
        run.Time.Advance(Limits.KeepAlive);
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo(ClientRun.Lost);
        long id = await run.ResumeAsync();
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task A_link_over_which_pings_are_answered_is_kept_and_only_a_quiet_one_is_pinged()
    {
        ClientRun run = await StartAsync();
        run.Server.AnswersPings = false;
        for (int id = 1; id <= 10; id++)
        {
            run.Time.Advance(Limits.KeepAlive);
            await Assert.That(await run.Server.NextAsync()).IsEqualTo($$"""{"type":"ping","id":{{id}}}""");
            await run.Server.SendAsync($$"""{"type":"ok","id":{{id}}}""");
            await run.BarrierAsync();
        }
        run.Time.Advance(Limits.KeepAlive - TimeSpan.FromSeconds(1));
        await run.RequestOfAsync("whoelse");
        run.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That(await run.ShownOfAsync("""{"type":"users","id":11,"users":["bob"]}""")).IsEqualTo("bob");
        await run.EndAsync(12);
    }

    [Test]
    public async Task A_client_that_stood_still_listens_before_it_gives_the_link_up()
    {
        ClientRun run = await StartAsync();
        run.Server.AnswersPings = false;
        run.Time.Advance(TimeSpan.FromMinutes(2));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"ping","id":1}""");
        await run.BarrierAsync();
        await run.EndAsync(2);
    }

    [Test]
    public async Task Of_a_broadcast_under_way_it_is_not_known_whether_it_went_out()
    {
        ClientRun run = await StartAsync();
        await run.RequestOfAsync("broadcast hi");
        await run.LoseLinkAsync();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("Error: the connection was lost; it is not known whether the broadcast went out");
        long id = await run.ResumeAsync();
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task At_a_terminal_what_is_not_sent_yet_is_told()
    {
        ClientRun run = await StartAsync(isTerminal: true);
        await run.MessageAsync(1);
        await run.LoseLinkAsync();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("  … not sent yet: 1");
        await Assert.That(await run.ShownForAsync("message bob more"))
            .IsEqualTo("  … will be sent when connected");
        await run.ResumeAsync(shown: "connected again; not sent yet: 2");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(1));
        await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(2, text: "more"));
    }

    [Test]
    public async Task The_end_of_input_waits_for_receipts()
    {
        ClientRun run = await StartAsync();
        run.Screen.Type("message bob hi");
        run.Screen.EndInput();
        await run.Server.NextAsync();
        Task<string?> further = run.Server.NextAsync();
        await run.BarrierAsync();
        await Assert.That(further.IsCompleted).IsFalse();
        await run.ReceiptAsync(1, ReceiptState.Stored);
        await Assert.That(await further).IsEqualTo("""{"type":"logout","id":3}""");
        await run.Server.SendAsync("""{"type":"ok","id":3}""");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task The_end_of_input_waits_ten_seconds_for_receipts_and_counts_what_was_not_sent()
    {
        ClientRun run = await StartAsync();
        run.Screen.Type("message bob hi", "message bob hi");
        run.Screen.EndInput();
        await run.Server.NextAsync();
        await run.Server.NextAsync();
        Task<string> shown = run.Screen.NextAsync();
        await PassUntilAsync(run, shown);
        await Assert.That(await shown).IsEqualTo("Error: 2 messages were not sent");
        await run.AnswerLogOutAsync();
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task The_end_of_input_without_a_server_gives_up_after_ten_seconds()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        run.Screen.Type("message bob hi");
        run.Screen.EndInput();
        Task<string> shown = run.Screen.NextAsync();
        await PassUntilAsync(run, shown);
        await Assert.That(await shown).IsEqualTo("Error: 1 message was not sent");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task The_end_of_input_uses_the_new_link_when_it_comes_in_time()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        run.Screen.Type("message bob hi");
        // Refused, and so a barrier.
        await run.ShownForAsync("whoelse");
        run.Screen.EndInput();
        // Whether or not it has been handled by the time that the link comes.
        for (int i = 0; i < 1000; i++) await Task.Yield();
        await Assert.That(run.Exit.IsCompleted).IsFalse();
        long id = await run.ResumeAsync(shown: "connected again; not sent yet: 1");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo(ClientRun.Request(1));
        await run.ReceiptAsync(1);
        await Assert.That(await run.Server.NextAsync()).IsEqualTo($$"""{"type":"logout","id":{{id + 2}}}""");
        await run.Server.SendAsync($$"""{"type":"ok","id":{{id + 2}}}""");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task A_log_out_waits_for_receipts_too()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1);
        run.Screen.Type("logout");
        Task<string?> further = run.Server.NextAsync();
        await run.BarrierAsync();
        await Assert.That(further.IsCompleted).IsFalse();
        await run.ReceiptAsync(1);
        await Assert.That(await further).IsEqualTo("""{"type":"logout","id":3}""");
    }

    [Test]
    public async Task The_end_of_input_ends_two_seconds_later_when_the_server_is_silent_altogether()
    {
        ClientRun run = await StartAsync();
        run.Screen.Type("message bob hi");
        run.Screen.EndInput();
        await run.Server.NextAsync();
        Task<string> shown = run.Screen.NextAsync();
        await PassUntilAsync(run, shown);
        await Assert.That(await shown).IsEqualTo("Error: 1 message was not sent");
        run.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("Error: the server did not answer in time");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task Where_the_server_had_not_kept_the_last_token_the_one_before_is_shown()
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        long id = await run.ResumeAsync();
        await run.LoseLinkAsync();
        id = await run.GreetAgainAsync();
        await Assert.That(await run.Server.NextAsync()).Contains("\"token\":\"token-2\"");
        await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"invalid_token","text":"void"}""");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo($$"""{"type":"resume","id":{{++id}},"name":"ann","token":"{{ClientRun.FirstToken}}"}""");
        await run.Server.SendAsync($$"""{"type":"welcome","id":{{id}},"name":"ann","token":"next"}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("connected again");
        await run.EndAsync(id + 1);
    }

    [Test]
    public async Task A_refusal_says_whose_message_it_was_when_that_is_not_the_last_command()
    {
        ClientRun run = await StartAsync();
        await run.MessageAsync(1, "eve");
        await run.MessageAsync(2);
        await Assert.That(await run.ShownOfAsync(Blocked(1))).IsEqualTo("Error: message to eve: no");
        await Assert.That(await run.ShownOfAsync(Blocked(2))).IsEqualTo("Error: no");
        await run.MessageAsync(3, "eve");
        await run.LoseLinkAsync();
        long id = await run.ResumeAsync(shown: "connected again; not sent yet: 1");
        await run.Server.NextAsync();
        await Assert.That(await run.ShownOfAsync(Blocked(3))).IsEqualTo("Error: message to eve: no");
        await run.EndAsync(id + 1);

        static string Blocked(long id) => $$"""{"type":"error","id":{{id}},"code":"blocked","text":"no"}""";
    }

    [Test]
    [Arguments("not_stored")]
    [Arguments("slow_down")]
    public async Task A_server_that_cannot_take_the_session_over_at_the_moment_is_tried_again(string code)
    {
        ClientRun run = await StartAsync();
        await run.LoseLinkAsync();
        long id = await run.GreetAgainAsync();
        await run.Server.NextAsync();
        await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"{{code}}","text":"later"}""");
        while (!run.HasConnected)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        id = await run.ResumeAsync();
        await run.EndAsync(id + 1);
    }

    /// <summary>The client connects again, its token is void, and it logs in: the id of the last request, and the server's proof.</summary>
    private static async Task<(long Id, string Proof)> LogInAgainAsync(ClientRun run)
    {
        long id = await run.GreetAgainAsync();
        await run.Server.NextAsync();
        await run.Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"invalid_token","text":"void"}""");
        return await run.Server.LogInAsync("ann", "secret");
    }

    /// <summary>Something is handled at some moment now; its wait ends some time after that, whenever it begins.</summary>
    private static async Task PassUntilAsync(ClientRun run, Task done)
    {
        while (!done.IsCompleted)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(100));
            for (int i = 0; i < 20 && !done.IsCompleted; i++) await Task.Yield();
        }
    }

    private static Task<ClientRun> StartAsync(bool isTerminal = false) => ClientRun.StartAsync(time: new FakeTimeProvider(), isTerminal: isTerminal);
}
