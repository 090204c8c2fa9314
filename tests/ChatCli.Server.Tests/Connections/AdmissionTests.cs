using System.Net;
using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Connections;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>Who may be connected, and how little one gets who has not logged in.</summary>
public class AdmissionTests
{
    [Test]
    public async Task A_further_stranger_takes_the_place_of_the_oldest_of_its_kind()
    {
        var room = new Room(maxConnections: 100, maxStrangers: 3);
        foreach (string name in (string[])["a1", "a2", "a3", "a4", "a5"]) room.Enter(name);

        await Assert.That(room.TurnedOut).IsEqualTo("a1 a2");
    }

    [Test]
    public async Task An_address_with_many_strangers_makes_room_for_those_of_others()
    {
        var room = new Room(maxConnections: 100, maxStrangers: 6);
        foreach (string name in (string[])["b1", "a1", "a2", "a3", "a4", "c1"]) room.Enter(name);
        foreach (string name in (string[])["a5", "a6", "d1", "e1"]) room.Enter(name);
        await Assert.That(room.TurnedOut).IsEqualTo("a1 a2 a3 a4");

        // All have as many now but one, and then the oldest goes.
        foreach (string name in (string[])["f1", "g1"]) room.Enter(name);
        await Assert.That(room.TurnedOut).IsEqualTo("a1 a2 a3 a4 a5 b1");
    }

    [Test]
    public async Task Who_has_logged_in_or_left_is_no_stranger()
    {
        var room = new Room(maxConnections: 100, maxStrangers: 2);
        room.Enter("a1")!.LogIn();
        room.Enter("a2")!.Leave();
        foreach (string name in (string[])["a3", "a4", "a5"]) room.Enter(name);

        await Assert.That(room.TurnedOut).IsEqualTo("a3");
    }

    [Test]
    public async Task Who_has_logged_in_is_not_turned_out_even_before_the_connection_says_so()
    {
        var room = new Room(maxConnections: 100, maxStrangers: 2);
        room.Enter("a1");
        room.Enter("a2");
        room.Known.Add("a1");
        room.Enter("a3");
        await Assert.That(room.TurnedOut).IsEqualTo("");
        room.Visitors["a1"].LogIn();
        room.Enter("a4");
        await Assert.That(room.TurnedOut).IsEqualTo("a2");
    }

    [Test]
    public async Task When_all_places_are_taken_strangers_make_room_and_users_do_not()
    {
        var room = new Room(maxConnections: 3, maxStrangers: 10);
        Admission.Visitor first = room.Enter("a1")!;
        first.LogIn();
        room.Enter("b1");
        room.Enter("b2");
        room.Enter("c1")!.LogIn();
        await Assert.That(room.TurnedOut).IsEqualTo("b1");
        room.Enter("c2")!.LogIn();
        await Assert.That(room.TurnedOut).IsEqualTo("b1 b2");

        await Assert.That(room.Enter("d1")).IsNull();
        first.Leave();
        // Turned out before, and ended only now: counted once.
        room.Visitors["b1"].Leave();
        await Assert.That(room.Enter("d2")).IsNotNull();
        room.Visitors["d2"].LogIn();
        await Assert.That(room.Enter("d3")).IsNull();
        await Assert.That(room.TurnedOut).IsEqualTo("b1 b2");
    }

    [Test]
    public async Task However_many_strangers_come_a_client_logs_in_and_who_is_in_stays()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxStrangers = 20 });
        ScriptedClient ann = await server.LoginAsync("ann");
        ScriptedClient[] silent = [.. Enumerable.Range(0, 100).Select(_ => server.Connect(from: new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1000)))];
        await server.Log.WaitForDisconnectsAsync(80);
        ScriptedClient bob = await server.LoginAsync("bob");
        for (int i = 0; i < 100; i++) server.Connect(from: new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1000));
        await server.Log.WaitForDisconnectsAsync(180);

        await Assert.That(await silent[0].TryReadAsync()).IsNull();
        await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ann");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(server.Log.Lines.Count(line => line.Contains("connection ended"))).IsEqualTo(180);
    }

    [Test]
    public async Task A_full_server_closes_and_says_why_in_its_log()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxConnections = 2 });
        await server.LoginAllAsync("ann", "bob");

        for (int i = 0; i < 3; i++) await Assert.That(await server.Connect().TryReadAsync()).IsNull();

        await Assert.That(server.Log.Lines.Count(line => line.StartsWith("Warning: all 2 connections", StringComparison.Ordinal))).IsEqualTo(1);
    }

    [Test]
    public async Task A_full_server_closes_before_the_first_byte()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxConnections = 2 });
        server.Listen();
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectTlsAsync());
        await server.LoginAsync("bob", await server.ConnectTlsAsync());

        await Assert.That(await (await server.ConnectSocketAsync()).TryReadAsync()).IsNull();

        await Assert.That(server.Log.Lines.Count(line => line.StartsWith("Warning: all 2 connections", StringComparison.Ordinal))).IsEqualTo(1);
        await Assert.That(server.Server.Admission.Count).IsEqualTo((2, 0));
        await ann.LogoutAsync();
        await server.Log.WaitForDisconnectsAsync(1);
        await server.LoginAsync("ann", await server.ConnectTlsAsync());
    }

    [Test]
    [Arguments(new byte[0])]
    [Arguments(new byte[] { 0x16 })]
    [Arguments(new byte[] { 0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC })]
    [Arguments(new byte[] { (byte)'{' })]
    public async Task Strangers_count_before_their_first_byte_and_in_their_handshake(byte[] begin)
    {
        const int Places = 5;
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxStrangers = Places, LoginTime = TimeSpan.FromHours(1) });
        server.Listen();
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectTlsAsync());
        var strangers = new List<ScriptedClient>();
        for (int i = 0; i < 2 * Places; i++)
        {
            strangers.Add(await server.ConnectSocketAsync());
            await strangers[i].SendAsync(begin);
        }
        // The oldest have gone at once: no clock has moved.
        await server.Log.WaitForDisconnectsAsync(Places);
        await Assert.That(server.Server.Admission.Count).IsEqualTo((1 + Places, Places));
        for (int i = 0; i < Places; i++) await Assert.That(await strangers[i].TryReadAsync()).IsNull();

        ScriptedClient bob = await server.LoginAsync("bob", await server.ConnectTlsAsync());

        await server.Log.WaitForDisconnectsAsync(Places + 1);
        await Assert.That(server.Server.Admission.Count).IsEqualTo((2 + Places - 1, Places - 1));
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ann");
        foreach (ScriptedClient stranger in strangers) stranger.Dispose();
        await server.Log.WaitForDisconnectsAsync(2 * Places);
        await Assert.That(server.Server.Admission.Count).IsEqualTo((2, 0));
    }

    [Test]
    public async Task After_a_storm_at_the_gate_no_place_is_lost()
    {
        const int Rounds = 25;
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxStrangers = 20 }, realTime: true);
        server.Listen();
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectTlsAsync());
        byte[][] begins = [[], [0x16], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC], [0x16, .. new byte[300]], [.. "GET / HTTP/1.1\r\n\r\n"u8], [(byte)'{'], [.. "{}\n"u8]];
        int connections = 1;
        var strangers = new List<ScriptedClient>();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (byte[] begin in begins)
            {
                ScriptedClient stranger = await server.ConnectSocketAsync();
                await stranger.Connection.SendAsync(begin);
                strangers.Add(stranger);
            }
            // Encrypted, silent; and then garbage, which is turned out or answered.
            ScriptedClient silent = await server.ConnectTlsAsync(), noisy = await server.ConnectTlsAsync();
            await noisy.Connection.SendAsync("garbage"u8.ToArray());
            strangers.AddRange([silent, noisy]);
            // Who logs in on the way is not one of them, and leaves later.
            ScriptedClient bob = await server.LoginAsync("bob", await server.ConnectTlsAsync());
            await bob.LogoutAsync();
            bob.Dispose();
            connections += begins.Length + 3;
            await Assert.That(server.Server.Admission.Count.Strangers).IsLessThanOrEqualTo(20);
            // Half of them leave by themselves.
            if (round % 2 != 0) continue;
            foreach (ScriptedClient stranger in strangers) stranger.Dispose();
            strangers.Clear();
        }
        foreach (ScriptedClient stranger in strangers) stranger.Dispose();
        await server.Log.WaitForDisconnectsAsync(connections - 1);

        await Assert.That(server.Server.Admission.Count).IsEqualTo((1, 0));
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
        ann.Dispose();
        await server.Log.WaitForDisconnectsAsync(connections);
        await Assert.That(server.Server.Admission.Count).IsEqualTo((0, 0));
    }

    [Test]
    [Arguments(Limits.MaxLineBeforeLogin - 1, "error bad_request")]
    [Arguments(Limits.MaxLineBeforeLogin, "error line_too_long")]
    public async Task Before_the_login_a_line_is_short(int length, string answer)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await client.SendLineAsync("""{"type":"login","id":7,"name":"a""".PadRight(length, 'a'));

        await Assert.That((await client.ReadAsync()).ToString()).IsEqualTo(answer);
    }

    [Test]
    public async Task A_long_line_may_follow_the_login_at_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync("ann");
        byte[] response = ScriptedClient.Request(1, "response", ("data", exchange.Respond(challenge, "ann-secret")));
        byte[] message = ScriptedClient.Request(2, "broadcast", ("text", new string('x', 10_001)));

        await client.SendAsync((byte[])[.. response, .. message, .. message]);

        await Assert.That((await client.ReadAsync()).Type).IsEqualTo("welcome");
        await Assert.That((await client.ReadAsync()).ToString()).IsEqualTo("error text_too_long");
        await Assert.That((await client.ReadAsync()).ToString()).IsEqualTo("error text_too_long");
    }

    [Test]
    public async Task A_stranger_who_asks_and_does_not_read_is_soon_not_read_either()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient greedy = await server.GreetAsync(server.Connect(capacity: 1024));
        byte[] ask = ScriptedClient.Request(1, "account", ("name", "ann"));
        int asked = 0;

        Task flooding = Task.Run(async () =>
        {
            while (await greedy.Connection.SendAsync(ask)) Interlocked.Increment(ref asked);
        });
        await Assert.That(await Task.WhenAny(flooding, Task.Delay(TimeSpan.FromMilliseconds(300)))).IsNotEqualTo(flooding);

        // A line either way has 40 bytes: two of 4 KiB, what was read in one go, and what is on the way.
        await Assert.That(Volatile.Read(ref asked)).IsBetween(100, 600);
    }

    [Test]
    public async Task A_line_that_drips_does_not_put_the_deadline_off()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { LoginTime = TimeSpan.FromSeconds(20) });
        ScriptedClient client = server.Connect();
        byte[] line = Encoding.ASCII.GetBytes("""{"type":"hello","id":1,"version":1}""");
        for (int i = 0; i < 19; i++)
        {
            await client.SendAsync(line.AsMemory(i, 1));
            server.Time.Advance(TimeSpan.FromSeconds(1));
        }
        server.Time.Advance(TimeSpan.FromSeconds(1));

        WireLine last = (await client.ReadToEndAsync()).Single();
        await Assert.That(last.ToString()).IsEqualTo("error login_timeout");
        await Assert.That(last["text"]).IsEqualTo("no login within 20 seconds");
    }

    /// <summary>Visitors by name, whose first letter is where they come from.</summary>
    private sealed class Room(int maxConnections, int maxStrangers)
    {
        private readonly Admission _admission = new(maxConnections, maxStrangers, new RecordingLog());
        private readonly List<string> _turnedOut = [];

        /// <summary>Who has logged in.</summary>
        public HashSet<string> Known { get; } = [];

        public string TurnedOut => string.Join(' ', _turnedOut);

        public Dictionary<string, Admission.Visitor> Visitors { get; } = [];

        public Admission.Visitor? Enter(string name)
        {
            (_, InMemoryConnection connection) = InMemoryConnection.Pair(client: new IPEndPoint(new IPAddress([192, 0, 2, (byte)name[0]]), 4000));
            if (_admission.Enter(connection) is not { } visitor) return null;
            visitor.Represent(() => !Known.Contains(name), () => _turnedOut.Add(name));
            return Visitors[name] = visitor;
        }
    }
}
