using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class IdleTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task Who_gives_no_command_for_the_timeout_is_told_why_and_announced()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(300));
        ScriptedClient bob = await server.LoginAsync("bob");
        await ann.EventsAsync();

        server.Time.Advance(TimeSpan.FromSeconds(300) - Moment);
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        server.Time.Advance(Moment);

        WireLine last = (await ann.ReadToEndAsync()).Single();
        await Assert.That(last.Type).IsEqualTo("loggedout");
        await Assert.That(last["reason"]).IsEqualTo("idle");
        await Assert.That(last["text"]).Contains("600 seconds");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("presence ann false");
    }

    [Test]
    public async Task After_the_timeout_the_name_is_free_and_messages_wait()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.LoginAsync("ann");
        server.Time.Advance(Timeout);
        ScriptedClient bob = await server.LoginAsync("bob");

        await bob.MessageAsync("ann", "missed you");

        ScriptedClient ann = await server.LoginAsync("ann");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("message bob missed you stored");
    }

    [Test]
    [Arguments("""{"type":"message","id":1,"to":"bob","text":"hi"}""")]
    [Arguments("""{"type":"message","id":1,"to":"ann","text":"hi"}""")]
    [Arguments("""{"type":"message","id":1,"to":"nobody","text":"hi"}""")]
    [Arguments("""{"type":"message","id":1,"to":"carol","text":"blocked"}""")]
    [Arguments("""{"type":"broadcast","id":1,"text":"hi"}""")]
    [Arguments("""{"type":"whoelse","id":1}""")]
    [Arguments("""{"type":"whoelsesince","id":1,"seconds":0}""")]
    [Arguments("""{"type":"block","id":1,"user":"bob"}""")]
    [Arguments("""{"type":"block","id":1,"user":"nobody"}""")]
    [Arguments("""{"type":"unblock","id":1,"user":"bob"}""")]
    [Arguments("""{"type":"startprivate","id":1,"user":"bob","port":1,"key":"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq"}""")]
    [Arguments("""{"type":"startprivate","id":1,"user":"carol","port":1,"key":"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq"}""")]
    [Arguments("""{"type":"answerprivate","id":1,"user":"bob","accept":false,"port":0}""")]
    [Arguments("""{"type":"checkprivate","id":1,"user":"bob"}""")]
    [Arguments("""{"type":"active","id":1}""")]
    public async Task A_valid_command_restarts_the_clock_even_when_its_target_is_wrong(string command)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient carol = await server.LoginAsync("carol");
        await carol.BlockAsync("ann");
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(Timeout - Moment);

        await ann.SendLineAsync(command);
        await ann.EventsAsync();
        server.Time.Advance(Timeout - Moment);

        await Assert.That(await EndedAsync(ann)).IsFalse();
        server.Time.Advance(Moment);
        await Assert.That(await EndedAsync(ann)).IsTrue();
    }

    [Test]
    [Arguments("""{"type":"nonsense","id":1}""")]
    [Arguments("""{"type":"message","id":1,"to":"bob","text":" "}""")]
    [Arguments("""{"type":"message","id":1,"to":"nobody","text":""}""")]
    [Arguments("""{"type":"broadcast","id":1,"text":"\t"}""")]
    [Arguments("""{"type":"message","id":1,"to":"bob"}""")]
    [Arguments("""{"type":"whoelsesince","id":1,"seconds":-1}""")]
    [Arguments("""{"type":"startprivate","id":1,"user":"bob","port":0,"key":"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq"}""")]
    [Arguments("""{"type":"startprivate","id":1,"user":"bob","port":65536,"key":"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq"}""")]
    [Arguments("""{"type":"answerprivate","id":1,"user":"bob","accept":true,"port":0,"key":"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq"}""")]
    [Arguments("""{"type":"login","id":1,"mechanism":"SCRAM-SHA-256","data":"n,,n=ann,r=abc"}""")]
    [Arguments("""{"type":"response","id":1,"data":"c=biws,r=abc,p=abc"}""")]
    [Arguments("""{"type":"passwd","id":1,"verifier":"secret"}""")]
    [Arguments("""{"type":"hello","id":1,"version":1}""")]
    [Arguments("""{"type":"account","id":1,"name":"bob"}""")]
    [Arguments("""{"type":"active","id":"one"}""")]
    [Arguments("not even JSON")]
    [Arguments("")]
    public async Task What_is_no_valid_command_does_not_restart_the_clock(string line)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(Timeout - Moment);

        await ann.SendLineAsync(line);
        await ann.EventsAsync();
        server.Time.Advance(Moment);

        await Assert.That(await EndedAsync(ann)).IsTrue();
    }

    [Test]
    public async Task A_message_counts_when_its_number_comes_first_and_not_when_it_is_sent_again()
    {
        await using var store = new GatedStore { IsOpen = true };
        await using TestServer server = await TestServer.StartAsync(store: store);
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(Timeout - Moment);
        await ann.NumberedAsync("bob", 1);
        store.IsFull = true;
        await ann.NumberedAsync("bob", 2);
        await ann.NumberedAsync("nobody", 3);
        await ann.EventsAsync();
        server.Time.Advance(Timeout - Moment);
        store.IsFull = false;

        // Taken, not stored, and refused before.
        await ann.NumberedAsync("bob", 1, 2);
        await ann.NumberedAsync("nobody", 3);
        await ann.EventsAsync();
        server.Time.Advance(Moment);

        await Assert.That(await EndedAsync(ann)).IsTrue();
    }

    [Test]
    public async Task A_message_that_is_sent_again_because_it_was_lost_on_its_way_counts_when_it_comes()
    {
        await using TestServer server = await TestServer.StartAsync();
        string process = TestServer.InstanceOf("ann");
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", process);
        await ann.NumberedAsync("bob", 1);
        await ann.EventsAsync();
        // A client that keeps alive.
        for (int i = 0; i < 59; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(10));
            await ann.AskAsync("ping");
        }
        (ann, _) = await server.ResumeAsync("ann", process, token);
        await ann.NumberedAsync("bob", 1, 2);
        await ann.EventsAsync();
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await EndedAsync(ann)).IsFalse();

        // Known after a restart too.
        await using TestServer second = await TestServer.StartAsync(store: server.Store);
        (ann, _) = await second.LoginAsync("ann", process);
        for (int i = 0; i < 60; i++)
        {
            second.Time.Advance(TimeSpan.FromSeconds(10));
            if (i == 58) await ann.NumberedAsync("bob", 1, 2);
            if (i == 59) break;
            await ann.AskAsync("ping");
            await ann.EventsAsync();
        }
        await Assert.That(await EndedAsync(ann)).IsTrue();
    }

    [Test]
    public async Task Receiving_does_not_restart_the_clock()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(Timeout - Moment);
        ScriptedClient bob = await server.LoginAsync("bob");

        await bob.MessageAsync("ann", "hi");
        await bob.BroadcastAsync("hi");
        await bob.StartPrivateAsync("ann");
        await ann.EventsAsync();
        server.Time.Advance(Moment);

        await Assert.That(await EndedAsync(ann)).IsTrue();
    }

    [Test]
    public async Task A_timeout_of_zero_never_comes()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.Zero });
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromDays(1000));

        await Assert.That(await EndedAsync(ann)).IsFalse();
    }

    [Test]
    public async Task A_timeout_longer_than_a_timer_can_measure_comes_on_time()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.FromDays(100) });
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromDays(100) - Moment);

        await Assert.That(await EndedAsync(ann)).IsFalse();
        server.Time.Advance(Moment);
        await Assert.That(await EndedAsync(ann)).IsTrue();
    }

    [Test]
    public async Task An_away_user_is_not_timed_out_but_logged_out_by_the_grace()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        server.Time.Advance(Timeout - TimeSpan.FromSeconds(5));
        await clients[0].WhoElseAsync();
        await clients[1].HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(5));

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        server.Time.Advance(TimeSpan.FromSeconds(5));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
    }

    [Test]
    public async Task The_clocks_of_two_users_are_their_own()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        for (int i = 0; i < 9; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(100));
            await clients[0].AskAsync("whoelse");
        }

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
        await Assert.That(await EndedAsync(clients[1])).IsTrue();
    }

    /// <summary>Whether the server has ended the connection, seen by a round trip, which is no command.</summary>
    private static async Task<bool> EndedAsync(ScriptedClient client)
    {
        await client.SendLineAsync("""{"type":"barrier"}""");
        return (await client.ReadAsync()).Type == "loggedout";
    }
}
