using System.Net;
using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
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
        byte[] login = ScriptedClient.Request(1, "login", ("name", "ann"), ("password", "ann-secret"));
        byte[] message = ScriptedClient.Request(2, "broadcast", ("text", new string('x', 10_001)));

        await client.SendAsync((byte[])[.. login, .. message, .. message]);

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
        private readonly Admission _admission = new(maxConnections, maxStrangers);
        private readonly List<string> _turnedOut = [];

        /// <summary>Who has logged in.</summary>
        public HashSet<string> Known { get; } = [];

        public string TurnedOut => string.Join(' ', _turnedOut);

        public Dictionary<string, Admission.Visitor> Visitors { get; } = [];

        public Admission.Visitor? Enter(string name)
        {
            Admission.Visitor? visitor = _admission.Enter(new ClientAddress(name[0]), () => !Known.Contains(name), () => _turnedOut.Add(name));
            if (visitor is not null) Visitors[name] = visitor;
            return visitor;
        }
    }
}
