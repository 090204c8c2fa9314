using System.Text;
using ChatCli.Protocol.Bytes;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

public class ChatClientTests
{
    [Test]
    [Arguments("""{"type":"message","from":"bob","instance":"b1","n":1,"text":" hi ","time":0}""", "bob:  hi ")]
    [Arguments("""{"type":"message","from":"bob","instance":"b1","n":1,"text":"hi","time":0,"stored":true}""", "bob: hi")]
    [Arguments("""{"type":"message","from":"bob","instance":"b1","n":1,"text":"a\nb\u001b[31m\u202e","time":0}""", "bob: a<U+000A>b<U+001B>[31m<U+202E>")]
    [Arguments("""{"type":"message","from":"bob","instance":"b1","n":1,"text":"hi","time":0,"later":{"id":[1]}}""", "bob: hi")]
    [Arguments("""{"type":"broadcast","from":"bob","text":"hi all","time":0}""", "bob (to all): hi all")]
    [Arguments("""{"type":"presence","user":"bob","online":true}""", "bob logged in")]
    [Arguments("""{"type":"presence","user":"bob","online":false}""", "bob logged out")]
    [Arguments("""{"type":"privateasked","from":"bob"}""", "bob asks for a private chat: y to accept, n to decline")]
    [Arguments("""{"type":"privateaskended","user":"bob","reason":"declined"}""", "bob declined the private chat")]
    [Arguments("""{"type":"error","id":0,"code":"bad_request","text":"what?"}""", "Error: what?")]
    public async Task An_event_is_shown_in_plain_words(string told, string shown)
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownOfAsync(told)).IsEqualTo(shown);
        await run.EndAsync(1);
    }

    [Test]
    [Arguments("""{"type":"message","from":"bob"}""")]
    [Arguments("""{"type":"message","from":7,"instance":"b1","n":1,"text":"hi","time":0}""")]
    [Arguments("""{"type":"message","from":null,"instance":"b1","n":1,"text":"hi","time":0}""")]
    [Arguments("""{"type":"message","from":"bob","instance":"b1","n":1,"text":"\ud800","time":0}""")]
    [Arguments("""{"type":"message","from":"bob","instance":"b1","n":1,"text":""")]
    public async Task An_event_that_cannot_be_read_is_said_to_be_so_and_the_client_goes_on(string told)
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownOfAsync(told)).IsEqualTo("received something that this version cannot show (message)");
        await Assert.That(await run.ShownOfAsync("""{"type":"message","from":"bob","instance":"b1","n":1,"text":"hi","time":0}""")).IsEqualTo("bob: hi");
        await run.EndAsync(1);
    }

    [Test]
    public async Task An_event_of_a_later_version_is_ignored()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.Server.SendAsync("""{"type":"weather","sunny":true}""");
        await run.EndAsync(1);
    }

    [Test]
    public async Task A_stored_message_shows_its_time_at_a_terminal()
    {
        ClientRun run = await ClientRun.StartAsync(isTerminal: true);
        string shown = await run.ShownOfAsync("""{"type":"message","from":"bob","instance":"b1","n":1,"text":"hi","time":9223372036854775807,"stored":true}""");
        await Assert.That(shown).Matches(@"^bob \(\d{4}-\d\d-\d\d \d\d:\d\d\): hi$");
        await run.EndAsync(1);
    }

    [Test]
    [Arguments(1)]
    [Arguments(7)]
    public async Task Lines_may_come_in_pieces(int maxRead)
    {
        ClientRun run = await ClientRun.StartAsync(maxRead: maxRead);
        await run.RequestOfAsync("whoelse");
        await run.Server.SendAsync("""{"type":"presence","user":"bob","online":true}""", """{"type":"users","id":1,"users":["bob"]}""");
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo("bob logged in\nbob");
        await run.EndAsync(2);
    }

    [Test]
    public async Task A_line_over_the_limit_is_a_lost_link()
    {
        ClientRun run = await ClientRun.StartAsync();
        _ = run.Server.Connection.SendAsync(Encoding.ASCII.GetBytes(new string('x', 70_000))).AsTask();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo(ClientRun.Lost);
        await run.EndUnconnectedAsync();
    }

    [Test]
    public async Task A_line_that_is_none_of_the_protocol_is_a_lost_link()
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownOfAsync("hello there")).IsEqualTo(ClientRun.Lost);
        await run.EndUnconnectedAsync();
    }

    [Test]
    public async Task A_lost_link_names_what_was_not_answered()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.RequestOfAsync("block bob");
        run.Server.Close();
        await Assert.That(await run.Screen.NextAsync(2)).IsEqualTo(
            "lost the connection to the server; reconnecting\nError: the connection was lost before block was answered");
        await run.EndUnconnectedAsync();
    }

    [Test]
    public async Task Being_logged_out_by_the_server_is_told_and_ends_the_client()
    {
        ClientRun run = await ClientRun.StartAsync();
        await Assert.That(await run.ShownOfAsync("""{"type":"loggedout","reason":"idle","text":"you were idle for 600 seconds"}"""))
            .IsEqualTo("you were idle for 600 seconds");
        run.Server.Close();
        await Assert.That(await run.Exit).IsEqualTo(1);
        await Assert.That(run.Screen.Rest()).IsEqualTo("");
    }

    [Test]
    public async Task The_end_of_input_logs_out_after_the_answers_to_everything_before()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Screen.Type("message bob hi");
        run.Screen.EndInput();
        await run.Server.NextAsync();
        await run.Server.SendAsync("""{"type":"error","id":1,"code":"unknown_user","text":"there is no user bob"}""");
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"logout","id":3}""");
        await run.Server.SendAsync(ClientRun.Event(1, "late"), """{"type":"ok","id":3}""");
        await Assert.That(await run.Screen.NextAsync(3)).IsEqualTo("Error: there is no user bob\nbob: late\nlogged out");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task A_signal_logs_out()
    {
        ClientRun run = await ClientRun.StartAsync();
        run.Stop();
        await Assert.That(await run.Server.NextAsync()).IsEqualTo("""{"type":"logout","id":2}""");
        await run.Server.SendAsync("""{"type":"ok","id":2}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("logged out");
        await Assert.That(await run.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task A_server_that_does_not_answer_the_logout_is_left_after_ten_seconds()
    {
        var time = new FakeTimeProvider();
        ClientRun run = await ClientRun.StartAsync(time: time);
        await run.RequestOfAsync("logout");
        time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("Error: the server did not answer in time");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task A_link_lost_during_the_logout_is_no_logout()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.RequestOfAsync("logout");
        run.Server.Close();
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("lost the connection to the server");
        await Assert.That(await run.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task Reading_waits_while_a_hundred_requests_are_unanswered()
    {
        ClientRun run = await ClientRun.StartAsync();
        for (int i = 0; i < 150; i++) run.Screen.Type("whoelse");
        for (int i = 1; i <= 100; i++) await run.Server.NextAsync();
        Task<string?> further = run.Server.NextAsync();
        // The event is handled after the hundredth line: had the next line been let in, its request would be here by now.
        await Assert.That(await run.ShownOfAsync("""{"type":"presence","user":"bob","online":true}""")).IsEqualTo("bob logged in");
        await Assert.That(further.IsCompleted).IsFalse();
        await run.Server.SendAsync("""{"type":"users","id":1,"users":[]}""");
        await Assert.That(await further).IsEqualTo("""{"type":"whoelse","id":101}""");
    }

    [Test]
    public async Task Yes_and_no_answer_the_one_who_asks()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        await Assert.That(await run.RequestOfAsync("y")).StartsWith("""{"type":"answerprivate","id":1,"user":"bob","accept":true,"port":""");
        await run.Server.SendAsync("""{"type":"error","id":1,"code":"not_asked","text":"bob is not asking"}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("Error: bob is not asking");

        await run.ShownOfAsync("""{"type":"privateasked","from":"eve"}""");
        await Assert.That(await run.RequestOfAsync("/n")).IsEqualTo("""{"type":"answerprivate","id":2,"user":"eve","accept":false,"port":0}""");
        await Assert.That(await run.ShownOfAsync("""{"type":"ok","id":2}""")).IsEqualTo("you declined the private chat with eve");
        await Assert.That(await run.ShownForAsync("n")).StartsWith("Error: unknown command \"n\"");
        await run.EndAsync(3);
    }

    [Test]
    public async Task When_several_ask_the_answer_needs_a_name()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        await Assert.That(await run.ShownOfAsync("""{"type":"privateasked","from":"eve"}"""))
            .IsEqualTo("eve asks for a private chat too: accept eve or decline eve");
        await Assert.That(await run.RequestOfAsync("y")).IsEqualTo("""{"type":"active","id":1}""");
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo("several users ask: answer with accept NAME or decline NAME");
        await Assert.That(await run.RequestOfAsync("decline bob")).Contains("\"user\":\"bob\"");
        await run.ShownOfAsync("""{"type":"ok","id":2}""");
        await Assert.That(await run.RequestOfAsync("n")).IsEqualTo("""{"type":"answerprivate","id":3,"user":"eve","accept":false,"port":0}""");
        await run.ShownOfAsync("""{"type":"ok","id":3}""");
        await run.EndAsync(4);
    }

    [Test]
    public async Task An_ask_that_ended_is_not_answered_any_more()
    {
        ClientRun run = await ClientRun.StartAsync();
        await run.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        await Assert.That(await run.ShownOfAsync("""{"type":"privateaskended","user":"bob","reason":"lapsed"}"""))
            .IsEqualTo("the request for a private chat with bob lapsed");
        await Assert.That(await run.ShownForAsync("y")).StartsWith("Error: unknown command \"y\"");
        await run.EndAsync(1);
    }

    [Test]
    public async Task The_server_alone_cannot_make_the_client_meet_anybody()
    {
        bool hasDialled = false;
        ClientRun run = await ClientRun.StartAsync(dial: (_, _, _) =>
        {
            hasDialled = true;
            return Task.FromResult<IByteConnection?>(null);
        });
        const string Key = "r4hv-c3g7-fmk3-mo45-ws65-vxko-bf56-rmle-i5bo-bilx-ithr-3l3i-6t3a";
        await run.Server.SendAsync(
            $$"""{"type":"privateready","user":"bob","dial":true,"host":"127.0.0.1","port":9,"session":"00112233445566778899aabbccddeeff","secret":"{{new string('a', 64)}}","key":"{{Key}}"}""");
        await run.EndAsync(1);
        await Assert.That(hasDialled).IsFalse();
    }
}
