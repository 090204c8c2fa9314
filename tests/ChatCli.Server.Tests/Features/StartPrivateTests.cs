using System.Net;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class StartPrivateTests
{
    /// <summary>Not the form of a fingerprint: none, too short, too long, with other letters, with bits left over.</summary>
    internal static readonly string[] NoKeys =
    [
        "", Requests.AskerKey[..^1], Requests.AskerKey + "a", Requests.AskerKey.Replace('2', '1'), Requests.AskerKey[..^1] + "z", new('a', 60_000),
    ];

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task The_one_asked_is_told_who_asks_and_nothing_else()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");

        await Assert.That(await clients[0].StartPrivateAsync("bob")).IsEqualTo("ok");

        await Assert.That((await clients[1].EventsAsync()).Single().Raw).IsEqualTo("""{"type":"privateasked","from":"ann"}""");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Refusals_come_in_their_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        ScriptedClient ann = clients[0];

        await Assert.That(await ann.StartPrivateAsync("ann", port: 0)).IsEqualTo("error bad_request");
        await Assert.That(await ann.StartPrivateAsync("ann", port: 65536)).IsEqualTo("error bad_request");
        foreach (string wrong in NoKeys) await Assert.That(await ann.StartPrivateAsync("ann", key: wrong)).IsEqualTo("error bad_request");
        await Assert.That((await ann.AskAsync("startprivate", ("user", "ann"), ("port", 6001))).ToString()).IsEqualTo("error bad_request");
        await Assert.That(await ann.StartPrivateAsync("ann")).IsEqualTo("error self");
        await Assert.That(await ann.StartPrivateAsync("nobody")).IsEqualTo("error unknown_user");
        await Assert.That(await ann.StartPrivateAsync("carol")).IsEqualTo("error offline");
        await Assert.That(await ann.StartPrivateAsync("bob")).IsEqualTo("ok");
        await Assert.That(await ann.StartPrivateAsync("bob")).IsEqualTo("error already_asked");
        // The block comes before everything that would tell whether bob is online, or has not answered yet.
        await clients[1].BlockAsync("ann");
        await Assert.That(await ann.StartPrivateAsync("bob")).IsEqualTo("error blocked");
        await clients[1].LogoutAsync();
        await Assert.That(await ann.StartPrivateAsync("bob")).IsEqualTo("error blocked");
    }

    [Test]
    public async Task An_ask_lapses_after_60_seconds_and_both_are_told()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[1].EventsAsync();
        server.Time.Advance(TimeSpan.FromSeconds(60) - Moment);
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");

        server.Time.Advance(Moment);

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("privateaskended bob lapsed");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("privateaskended ann lapsed");
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("error not_asked");
        await Assert.That(await clients[0].StartPrivateAsync("bob")).IsEqualTo("ok");
    }

    [Test]
    public async Task Two_who_ask_each_other_have_accepted()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob", port: 1111, key: Requests.AskedKey);
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("privateasked ann");

        await Assert.That(await clients[1].StartPrivateAsync("ann", port: 2222, key: Requests.AskerKey)).IsEqualTo("ok");

        WireLine toAnn = (await clients[0].EventsAsync()).Single();
        WireLine toBob = (await clients[1].EventsAsync()).Single();
        await Assert.That(toAnn.ToString()).StartsWith("privateready bob true 127.0.0.1 2222 ");
        await Assert.That(toBob.ToString()).StartsWith("privateready ann false 127.0.0.1 1111 ");
        await Assert.That(toAnn["key"]).IsEqualTo(Requests.AskerKey);
        await Assert.That(toBob["key"]).IsEqualTo(Requests.AskedKey);
        // Nothing is left that could lapse or be answered.
        server.Time.Advance(TimeSpan.FromSeconds(120));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("error not_asked");
    }

    [Test]
    public async Task Asks_that_cross_at_the_same_moment_introduce_the_two_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        for (int round = 0; round < 50; round++)
        {
            await Task.WhenAll(
                Task.Run(() => clients[0].StartPrivateAsync("bob")),
                Task.Run(() => clients[1].StartPrivateAsync("ann")));
            WireLine[] ready = [await ReadyAsync(clients[0]), await ReadyAsync(clients[1])];
            await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
            await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
            await Assert.That(ready[0]["session"]).IsEqualTo(ready[1]["session"]);
            await Assert.That(ready[0]["dial"]).IsNotEqualTo(ready[1]["dial"]);
        }

        static async Task<WireLine> ReadyAsync(ScriptedClient client)
        {
            while (true)
            {
                WireLine line = await client.ReadAsync();
                if (line.Type == "privateready") return line;
            }
        }
    }

    [Test]
    public async Task Several_may_ask_and_be_asked_at_a_time()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");

        await clients[0].StartPrivateAsync("bob");
        await clients[2].StartPrivateAsync("bob");
        await clients[0].StartPrivateAsync("carol");

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("privateasked ann; privateasked carol");
        await Assert.That(await clients[2].NewsAsync()).IsEqualTo("privateasked ann");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task An_ask_ends_when_either_logs_out_and_the_other_is_told(bool askerLeaves)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[1].EventsAsync();

        await clients[askerLeaves ? 0 : 1].LogoutAsync();

        await Assert.That(await clients[askerLeaves ? 1 : 0].NewsAsync())
            .IsEqualTo(askerLeaves ? "presence ann false; privateaskended ann offline" : "presence bob false; privateaskended bob offline");
        server.Time.Advance(TimeSpan.FromSeconds(120));
        await Assert.That(await clients[askerLeaves ? 1 : 0].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task An_ask_survives_the_grace_and_ends_with_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[1].EventsAsync();
        await clients[0].HangUpAsync();
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");

        server.Time.Advance(TimeSpan.FromSeconds(10));

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("presence ann false; privateaskended ann offline");
    }

    /// <summary>
    /// ann has asked bob or bob has asked ann; then ann blocks bob. All that bob can do, and all that he is told, is the same
    /// whether ann stays or leaves: her leaving looks like no answer.
    /// </summary>
    [Test]
    [Arguments(true, true)]
    [Arguments(true, false)]
    [Arguments(false, true)]
    [Arguments(false, false)]
    public async Task Leaving_is_hidden_from_the_one_blocked(bool blockerAsks, bool accept)
    {
        string stays = Hide(await TranscriptAsync(blockerAsks, accept, leaves: false));
        string leaves = Hide(await TranscriptAsync(blockerAsks, accept, leaves: true));

        await Assert.That(leaves).IsEqualTo(stays);

        // The secrets differ each time.
        static string Hide(string transcript) => System.Text.RegularExpressions.Regex.Replace(transcript, "[0-9a-f]{32,}|\"[rv]=[^\"]+", "#");
    }

    [Test]
    public async Task Leaving_is_hidden_until_the_ask_lapses()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[0].BlockAsync("bob");
        await clients[1].EventsAsync();
        await clients[0].LogoutAsync();
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");

        server.Time.Advance(TimeSpan.FromSeconds(60));

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("privateaskended ann lapsed");
    }

    [Test]
    public async Task An_ask_of_an_earlier_session_does_not_stand_in_the_way_of_a_new_one()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].StartPrivateAsync("bob");
        await clients[0].BlockAsync("bob");
        await clients[0].LogoutAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That(await ann.StartPrivateAsync("bob", port: 1234, key: Requests.AskedKey)).IsEqualTo("ok");

        await clients[1].EventsAsync();
        await Assert.That(await clients[1].AnswerPrivateAsync("ann", accept: true)).IsEqualTo("ok");
        WireLine toBob = (await clients[1].EventsAsync()).Single();
        await Assert.That(toBob.ToString()).StartsWith("privateready ann false 127.0.0.1 1234 ");
        await Assert.That(toBob["key"]).IsEqualTo(Requests.AskedKey);
        await Assert.That((await ann.EventsAsync()).Single().ToString()).StartsWith("privateready bob true ");
    }

    [Test]
    [Arguments("10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.2", "10.0.0.1")]
    [Arguments("127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1")]
    [Arguments("127.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.2", "10.0.0.9")]
    [Arguments("10.0.0.1", "127.0.0.1", "127.0.0.1", "10.0.0.8", "10.0.0.1")]
    [Arguments("::1", "fd00::2", "fd00::9", "fd00::2", "fd00::9")]
    [Arguments("fd00::1", "fd00::2", "fd00::9", "fd00::2", "fd00::1")]
    public async Task Each_is_given_an_address_that_it_can_reach(string ann, string bob, string serverForBob, string forAnn, string forBob)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient asker = await server.LoginAsync("ann", server.Connect(from: At(ann), to: At("10.0.0.8")));
        ScriptedClient asked = await server.LoginAsync("bob", server.Connect(from: At(bob), to: At(serverForBob)));
        await asker.EventsAsync();
        await asker.StartPrivateAsync("bob");
        await asked.EventsAsync();
        await asked.AnswerPrivateAsync("ann", accept: true);

        await Assert.That((await asker.EventsAsync()).Single()["host"]).IsEqualTo(forAnn);
        await Assert.That((await asked.EventsAsync()).Single()["host"]).IsEqualTo(forBob);

        static IPEndPoint At(string address) => new(IPAddress.Parse(address), 4321);
    }

    [Test]
    public async Task An_IPv4_address_seen_on_a_socket_for_both_is_given_as_IPv4()
    {
        await using TestServer server = await TestServer.StartAsync();
        using SocketListener listener = SocketListener.ListenAny(0);
        var clients = new ScriptedClient[2];
        for (int i = 0; i < 2; i++)
        {
            Task<SocketConnection?> connecting = SocketConnection.ConnectAsync(
                new IPEndPoint(IPAddress.Loopback, listener.LocalEndPoint.Port), CancellationToken.None);
            (SocketConnection? accepted, _) = await listener.AcceptAsync();
            server.Server.Accept(accepted!);
            clients[i] = await server.LoginAsync(i == 0 ? "ann" : "bob", new ScriptedClient((await connecting)!));
        }
        await clients[0].EventsAsync();
        await clients[0].StartPrivateAsync("bob");
        await clients[1].AnswerPrivateAsync("ann", accept: true);

        await Assert.That((await clients[0].EventsAsync()).Single()["host"]).IsEqualTo("127.0.0.1");
        foreach (ScriptedClient client in clients) client.Dispose();
    }

    private static async Task<string> TranscriptAsync(bool blockerAsks, bool accept, bool leaves)
    {
        await using TestServer server = await TestServer.StartAsync();
        // Addresses take part: they must not tell either.
        ScriptedClient ann = await server.LoginAsync("ann");
        ScriptedClient bob = await server.LoginAsync("bob");
        if (blockerAsks) await ann.StartPrivateAsync("bob");
        else await bob.StartPrivateAsync("ann");
        await ann.BlockAsync("bob");
        await bob.EventsAsync();
        if (leaves) await ann.LogoutAsync();

        for (int i = 0; i < 3; i++)
        {
            await bob.AnswerPrivateAsync("ann", accept);
            await bob.StartPrivateAsync("ann");
            await bob.CheckPrivateAsync("ann");
            server.Time.Advance(TimeSpan.FromSeconds(25));
            await bob.EventsAsync();
        }
        return string.Join('\n', bob.Transcript);
    }
}
