using System.Net;
using System.Text.Json;
using ChatCli.Client.Notices;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

using static ChatCli.Client.Tests.PeerScript;

namespace ChatCli.Client.Tests;

/// <summary>Private chats between whole clients over real loopback sockets; the servers are scripted.</summary>
public class PrivateTests
{
    [Test]
    public async Task Texts_go_both_ways_without_the_server()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        await Assert.That(await ann.RequestOfAsync("private bob  hi \u001b there ")).IsEqualTo("""{"type":"active","id":2}""");
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("ann (private):  hi <U+001B> there ");
        await Assert.That(await bob.RequestOfAsync("private ann hello")).IsEqualTo("""{"type":"active","id":2}""");
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("bob (private): hello");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task Either_side_ends_it_and_both_see_that(bool asker)
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        (ClientRun one, ClientRun other, string name) = asker ? (ann, bob, "bob") : (bob, ann, "ann");
        one.Screen.Type($"private {name} last");
        await one.Server.NextAsync();
        await Assert.That(await one.RequestOfAsync($"stopprivate {name}")).IsEqualTo("""{"type":"active","id":3}""");
        await Assert.That(await one.Screen.NextAsync()).IsEqualTo($"private chat with {name} ended");
        await Assert.That(await other.Screen.NextAsync(2)).IsEqualTo(
            asker ? "ann (private): last\nprivate chat with ann ended" : "bob (private): last\nprivate chat with bob ended");

        await Assert.That(await one.RequestOfAsync($"private {name} more")).IsEqualTo($$"""{"type":"checkprivate","id":4,"user":"{{name}}"}""");
        await Assert.That(await one.ShownOfAsync("""{"type":"ok","id":4}"""))
            .IsEqualTo($"Error: there is no private chat with {name}; ask for one with startprivate {name}");
        await one.EndAsync(5);
    }

    [Test]
    public async Task Logging_out_ends_it()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        await ann.RequestOfAsync("private bob bye");
        await Assert.That(await ann.RequestOfAsync("logout")).IsEqualTo("""{"type":"logout","id":4}""");
        await ann.Server.SendAsync("""{"type":"ok","id":4}""");
        await Assert.That(await ann.Screen.NextAsync(2)).IsEqualTo("private chat with bob ended\nlogged out");
        await Assert.That(await ann.Exit).IsEqualTo(0);
        await Assert.That(await bob.Screen.NextAsync(2)).IsEqualTo("ann (private): bye\nprivate chat with ann ended");
        await bob.EndAsync(2);
    }

    [Test]
    public async Task A_log_out_is_one_though_the_server_closes_before_the_peer_does()
    {
        var time = new FakeTimeProvider();
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync(time);
        await ann.RequestOfAsync("logout");
        await ann.Server.SendAsync("""{"type":"ok","id":3}""");
        ann.Server.Close();
        await Assert.That(await ann.Screen.NextAsync(2)).IsEqualTo("private chat with bob ended\nlogged out");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peerstop"}""");
        bob.Close();
        await Assert.That(await ann.Exit).IsEqualTo(0);
        await Assert.That(ann.Screen.Rest()).IsEqualTo("");
    }

    [Test]
    public async Task Being_logged_out_by_the_server_ends_it()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        await ann.Server.SendAsync("""{"type":"loggedout","reason":"idle","text":"idle too long"}""");
        await Assert.That(await ann.Screen.NextAsync(2)).IsEqualTo("idle too long\nprivate chat with bob ended");
        await Assert.That(await ann.Exit).IsEqualTo(1);
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("private chat with ann ended");
        await bob.EndAsync(2);
    }

    [Test]
    public async Task A_presence_notice_does_not_end_it()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        await Assert.That(await ann.ShownOfAsync("""{"type":"presence","user":"bob","online":false}""")).IsEqualTo("bob logged out");
        ann.Screen.Type("private bob still here?");
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("ann (private): still here?");
    }

    [Test]
    public async Task A_lost_server_link_does_not_end_it()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        ann.Server.Close();
        await Assert.That(await ann.Screen.NextAsync(2)).IsEqualTo($"{ClientRun.Lost}\nthe private chat with bob goes on");
        ann.Screen.Type("private bob still here?");
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("ann (private): still here?");
        await Assert.That(await ann.ShownForAsync("whoelse")).IsEqualTo("Error: not connected to the server");
        await Assert.That(await ann.ShownForAsync("broadcast hi")).IsEqualTo("Error: not connected to the server");
        await Assert.That(await ann.ShownForAsync("startprivate eve")).IsEqualTo("Error: not connected to the server");
        await Assert.That(await ann.ShownForAsync("private eve hi"))
            .IsEqualTo("Error: there is no private chat with eve; ask for one with startprivate eve");
        await Assert.That(await ann.ShownForAsync("stopprivate bob")).IsEqualTo("private chat with bob ended");
        await ann.EndUnconnectedAsync();
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("private chat with ann ended");
    }

    [Test]
    public async Task It_survives_that_the_server_link_is_replaced()
    {
        var time = new FakeTimeProvider();
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync(time);
        ann.Server.Close();
        await ann.Screen.NextAsync(2);
        await ann.ResumeAsync();
        ann.Screen.Type("private bob still here?");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peermessage","n":1,"text":"still here?"}""");
        await bob.SendAsync("""{"type":"peermessage","n":1,"text":"yes"}""");
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("bob (private): yes");
    }

    [Test]
    public async Task Without_a_server_a_logout_ends_it_too()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        ann.Server.Close();
        await ann.Screen.NextAsync(2);
        await Assert.That(await ann.ShownForAsync("logout")).IsEqualTo("private chat with bob ended");
        await Assert.That(await ann.Exit).IsEqualTo(1);
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("private chat with ann ended");
    }

    [Test]
    public async Task Asking_again_while_it_is_open_is_refused_after_the_servers_refusals()
    {
        (ClientRun ann, _) = await StartedAsync();
        await Assert.That(await ann.RequestOfAsync("startprivate bob")).IsEqualTo("""{"type":"checkprivate","id":2,"user":"bob"}""");
        await Assert.That(await ann.ShownOfAsync("""{"type":"error","id":2,"code":"offline","text":"bob is not online"}"""))
            .IsEqualTo("Error: bob is not online");
        await Assert.That(await ann.RequestOfAsync("startprivate bob")).IsEqualTo("""{"type":"checkprivate","id":3,"user":"bob"}""");
        await Assert.That(await ann.ShownOfAsync("""{"type":"ok","id":3}""")).IsEqualTo("Error: a private chat with bob is open already");
    }

    [Test]
    public async Task Texts_that_the_peer_did_not_acknowledge_are_named_and_the_peer_is_unreachable()
    {
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync();
        ann.Screen.Type("private bob one", "private bob two", "private bob three");
        for (int n = 1; n <= 3; n++) await bob.NextAsync();
        await bob.SendAsync("""{"type":"peerack","n":1}""", """{"type":"weather"}""", """{"type":"peermessage","n":1,"text":"gone in a moment"}""");
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("bob (private): gone in a moment");
        bob.Close();
        await Assert.That(await ann.Screen.NextAsync(3)).IsEqualTo(
            "not confirmed by bob: two\nnot confirmed by bob: three\nprivate chat with bob ended");
        for (int n = 2; n <= 4; n++) await ann.Server.NextAsync();
        await ann.RequestOfAsync("private bob four");
        await Assert.That(await ann.ShownOfAsync("""{"type":"ok","id":5}"""))
            .IsEqualTo("Error: bob is no longer reachable for the private chat; ask again with startprivate bob");
        await ann.EndAsync(6);
    }

    [Test]
    [Arguments("hello")]
    [Arguments("""{"type":"peermessage","n":2,"text":"not the first"}""")]
    [Arguments("""{"type":"peermessage","n":1}""")]
    [Arguments("""{"type":"peerack","n":"all"}""")]
    public async Task Nonsense_from_the_peer_ends_it(string line)
    {
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync();
        await bob.SendAsync(line);
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("private chat with bob ended");
        await ann.EndAsync(2);
    }

    [Test]
    public async Task A_stop_waits_one_second_for_acknowledgements_while_commands_go_on()
    {
        var time = new FakeTimeProvider();
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync(time);
        ann.Screen.Type("private bob one", "stopprivate bob", "block eve");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peermessage","n":1,"text":"one"}""");
        for (int n = 2; n <= 4; n++) await ann.Server.NextAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That(await ann.Screen.NextAsync(2)).IsEqualTo("not confirmed by bob: one\nprivate chat with bob ended");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peerstop"}""");
        await Assert.That(await bob.NextAsync()).IsNull();
        await Assert.That(await ann.ShownOfAsync("""{"type":"ok","id":4}""")).IsEqualTo("eve is blocked");
        bob.Close();
        await ann.EndAsync(5);
    }

    [Test]
    public async Task The_end_of_input_waits_for_acknowledgements()
    {
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync(new FakeTimeProvider());
        ann.Screen.Type("private bob one");
        ann.Screen.EndInput();
        await bob.NextAsync();
        await bob.SendAsync("""{"type":"peermessage","n":1,"text":"I read it"}""", """{"type":"peerack","n":1}""");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peerack","n":1}""");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peerstop"}""");
        bob.Close();
        await ann.Server.NextAsync();
        await Assert.That(await ann.Server.NextAsync()).IsEqualTo("""{"type":"logout","id":4}""");
        await ann.Server.SendAsync("""{"type":"ok","id":4}""");
        await Assert.That(await ann.Screen.NextAsync(3)).IsEqualTo("bob (private): I read it\nprivate chat with bob ended\nlogged out");
        await Assert.That(await ann.Exit).IsEqualTo(0);
    }

    [Test]
    public async Task The_end_of_input_waits_ten_seconds_at_most_and_counts_what_was_not_confirmed()
    {
        var time = new FakeTimeProvider();
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync(time);
        ann.Screen.Type("private bob one", "private bob two");
        ann.Screen.EndInput();
        await bob.NextAsync();
        await bob.NextAsync();
        await ann.Server.NextAsync();
        await ann.Server.NextAsync();
        Task<string> shown = ann.Screen.NextAsync(4);
        // The end of input is handled at some moment now; its wait ends ten seconds after that, whenever it begins.
        while (!shown.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await Assert.That(await shown).IsEqualTo(
            "not confirmed by bob: one\nnot confirmed by bob: two\nprivate chat with bob ended\nError: 2 private texts were not confirmed");
        bob.Close();
        await ann.AnswerLogOutAsync();
        await Assert.That(await ann.Exit).IsEqualTo(1);
    }

    [Test]
    public async Task A_new_private_chat_with_the_same_user_replaces_the_old_one()
    {
        (ClientRun ann, LineConversation bob) = await StartedWithScriptAsync();
        await ann.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        AnswerPrivateRequest answer = Answer(await ann.RequestOfAsync("y"));
        await ann.Server.SendAsync("""{"type":"ok","id":2}""", Ready("bob", dial: false, 9, '2', PeerKeys.Bob));
        await ann.ShownOfAsync("""{"type":"presence","user":"someone","online":true}""");
        LineConversation again = await DialAsync(answer.Port, '2', answer.Key!);
        await Assert.That(await ann.Screen.NextAsync(2)).IsEqualTo("private chat with bob ended\nprivate chat with bob started");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peerstop"}""");
        ann.Screen.Type("private bob hi");
        await Assert.That(await again.NextAsync()).IsEqualTo("""{"type":"peermessage","n":1,"text":"hi"}""");
    }

    [Test]
    public async Task Strangers_at_the_peer_port_get_nothing_and_disturb_nothing()
    {
        ClientRun ann = await ClientRun.StartAsync("ann");
        StartPrivateRequest ask = Ask(await ann.RequestOfAsync("startprivate bob"));
        await ann.ShownOfAsync("""{"type":"ok","id":1}""");
        var silent = new List<SocketConnection>();
        for (int i = 0; i < 10; i++) silent.Add((await SocketConnection.ConnectAsync("127.0.0.1", ask.Port, CancellationToken.None))!);
        var rude = new LineConversation((await SocketConnection.ConnectAsync("127.0.0.1", ask.Port, CancellationToken.None))!);
        await rude.SendAsync("GET / HTTP/1.1");
        await Assert.That(await rude.NextAsync()).IsNull();

        // Bob's server makes the asker the one who waits, so that the connection comes to this port.
        await ann.Server.SendAsync(Ready("bob", dial: false, 9, '1', PeerKeys.Bob));
        await ann.ShownOfAsync("""{"type":"presence","user":"someone","online":true}""");
        LineConversation bob = await DialAsync(ask.Port, '1', ask.Key);
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("private chat with bob started");
        ann.Screen.Type("private bob hi");
        await Assert.That(await bob.NextAsync()).IsEqualTo("""{"type":"peermessage","n":1,"text":"hi"}""");
        foreach (SocketConnection connection in silent) connection.Close();
    }

    [Test]
    public async Task Private_chats_with_several_users_are_open_at_once_and_messages_mix_in()
    {
        (ClientRun ann, ClientRun bob) = await StartedAsync();
        ClientRun eve = await ClientRun.StartAsync("eve");
        await StartAsync(ann, "ann", eve, "eve", 2, '2');
        ann.Screen.Type("private bob to bob", "message bob to bob too", "private eve to eve");
        await Assert.That(await bob.Screen.NextAsync()).IsEqualTo("ann (private): to bob");
        await Assert.That(await eve.Screen.NextAsync()).IsEqualTo("ann (private): to eve");
        await ann.Server.NextAsync();
        await Assert.That(await ann.Server.NextAsync()).IsEqualTo("""{"type":"message","id":4,"to":"bob","text":"to bob too"}""");
    }

    [Test]
    public async Task A_peer_that_cannot_be_connected_to_is_said_to_be_so()
    {
        var time = new FakeTimeProvider();
        ClientRun ann = await ClientRun.StartAsync(time: time, dial: (_, _, _) => Task.FromResult<IByteConnection?>(null));
        await ann.RequestOfAsync("startprivate bob");
        await ann.ShownOfAsync("""{"type":"ok","id":1}""");
        await ann.Server.SendAsync(Ready("bob", dial: true, 9, '1', PeerKeys.Bob));
        await ann.ShownOfAsync("""{"type":"presence","user":"eve","online":true}""");
        time.Advance(PeerTimes.Meeting);
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("could not connect to bob for the private chat");
        await ann.EndAsync(2);
    }

    /// <summary>Ann asked Bob, who accepted: request 1 of both is answered and the private chat is open.</summary>
    private static async Task<(ClientRun Ann, ClientRun Bob)> StartedAsync()
    {
        ClientRun ann = await ClientRun.StartAsync("ann");
        ClientRun bob = await ClientRun.StartAsync("bob");
        await StartAsync(ann, "ann", bob, "bob", 1, '1');
        return (ann, bob);
    }

    private static async Task StartAsync(ClientRun asker, string askerName, ClientRun asked, string askedName, long id, char chat)
    {
        StartPrivateRequest ask = Ask(await asker.RequestOfAsync($"startprivate {askedName}"));
        await Assert.That(await asker.ShownOfAsync($$"""{"type":"ok","id":{{id}}}""")).IsEqualTo($"asked {askedName} for a private chat");
        await asked.ShownOfAsync($$"""{"type":"privateasked","from":"{{askerName}}"}""");
        AnswerPrivateRequest answer = Answer(await asked.RequestOfAsync("y"));
        await asked.Server.SendAsync("""{"type":"ok","id":1}""", Ready(askerName, dial: false, ask.Port, chat, ask.Key));
        // A round trip: the one asked expects the chat now.
        await asked.ShownOfAsync("""{"type":"presence","user":"someone","online":true}""");
        await asker.Server.SendAsync(Ready(askedName, dial: true, answer.Port, chat, answer.Key!));
        await Assert.That(await asker.Screen.NextAsync()).IsEqualTo($"private chat with {askedName} started");
        await Assert.That(await asked.Screen.NextAsync()).IsEqualTo($"private chat with {askerName} started");
    }

    /// <summary>Bob, a script, asked Ann, who accepted with her request 1, and connected to her.</summary>
    private static async Task<(ClientRun Ann, LineConversation Bob)> StartedWithScriptAsync(TimeProvider? time = null)
    {
        ClientRun ann = await ClientRun.StartAsync("ann", time: time);
        await ann.ShownOfAsync("""{"type":"privateasked","from":"bob"}""");
        AnswerPrivateRequest answer = Answer(await ann.RequestOfAsync("y"));
        await ann.Server.SendAsync("""{"type":"ok","id":1}""", Ready("bob", dial: false, 9, '1', PeerKeys.Bob));
        await ann.ShownOfAsync("""{"type":"presence","user":"someone","online":true}""");
        LineConversation bob = await DialAsync(answer.Port, '1', answer.Key!);
        await Assert.That(await ann.Screen.NextAsync()).IsEqualTo("private chat with bob started");
        return (ann, bob);
    }
}
