using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class BadInputTests
{
    [Test]
    [Arguments("GET / HTTP/1.1\r\n\r\n")]
    [Arguments("\u0016\u0003\u0001")]
    [Arguments("\n")]
    [Arguments(" {\"type\":\"hello\",\"id\":1,\"version\":1}\n")]
    [Arguments("[")]
    [Arguments("\0")]
    public async Task Who_does_not_begin_with_a_brace_gets_one_readable_line_and_the_close(string begin)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        ScriptedClient stranger = server.Connect();

        await stranger.SendAsync(begin);

        await Assert.That(await stranger.ReadTextAsync()).Contains("ChatCli");
        await Assert.That(await stranger.ReadTextAsync()).IsNull();
        await AssertAliveAsync(server, ann);
    }

    [Test]
    [Arguments("""{"type":"message","id":7,"to":"bob"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"text":"hi"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","to":"bob","text":"hi"}""", "bad_request", 0)]
    [Arguments("""{"type":"message","id":"7","to":"bob","text":"hi"}""", "bad_request", 0)]
    [Arguments("""{"type":"message","id":7.5,"to":"bob","text":"hi"}""", "bad_request", 0)]
    [Arguments("""{"type":"message","id":99999999999999999999,"to":"bob","text":"hi"}""", "bad_request", 0)]
    [Arguments("""{"type":"message","id":null,"to":"bob","text":"hi"}""", "bad_request", 0)]
    [Arguments("""{"type":"message","id":7,"to":null,"text":"hi"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":null}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":["bob"],"text":"hi"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":{"a":1},"text":"hi"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","to":"bob","text":5,"id":7}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"hi"}}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"hi"} x""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"hi",}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"hi" """, "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"\ud800"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"\udc00\ud800"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"\ud800","text":"hi"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"\x41"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","id":7,"to":"bob","text":"a	tab"}""", "bad_request", 7)]
    [Arguments("""{"type":"message"}""", "bad_request", 0)]
    [Arguments("""{"type":"message","id":7,"\ud800":1,"to":"bob"}""", "bad_request", 7)]
    [Arguments("""{"type":"message","\ud800":1,"id":7,"to":"bob"}""", "bad_request", 0)]
    [Arguments("""{"\ud800":1,"type":"message","id":7}""", "bad_request", 0)]
    [Arguments("""{"type":"whoelse","id":0}""", "bad_request", 0)]
    [Arguments("""{"type":"broadcast","id":0,"text":"hi"}""", "bad_request", 0)]
    [Arguments("""{"type":"nonsense","id":7}""", "unknown_type", 7)]
    [Arguments("""{"type":"Message","id":7,"to":"bob","text":"hi"}""", "unknown_type", 7)]
    [Arguments("""{"type":"","id":7}""", "unknown_type", 7)]
    [Arguments("""{"type":"welcome","id":7,"name":"ann"}""", "unknown_type", 7)]
    [Arguments("""{"type":"messag\u0065","id":7}""", "bad_request", 7)]
    [Arguments("""{"id":7,"type":"message","to":"bob","text":"hi"}""", "bad_request", 7)]
    [Arguments("""{"type":7,"id":7}""", "bad_request", 7)]
    [Arguments("""{"type":null,"id":7}""", "bad_request", 7)]
    [Arguments("""{"id":7}""", "bad_request", 7)]
    [Arguments("""{"type":"message""", "bad_request", 0)]
    [Arguments("{", "bad_request", 0)]
    [Arguments("{}", "bad_request", 0)]
    [Arguments("null", "bad_request", 0)]
    [Arguments("[]", "bad_request", 0)]
    [Arguments("7", "bad_request", 0)]
    [Arguments("", "bad_request", 0)]
    [Arguments("   ", "bad_request", 0)]
    [Arguments("\ufeff{}", "bad_request", 0)]
    [Arguments("\0\0\0", "bad_request", 0)]
    public async Task A_broken_request_is_refused_and_the_connection_goes_on(string line, string code, long id)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        WireLine refusal = await clients[0].RefusedLineAsync(line);

        await Assert.That(refusal["code"]).IsEqualTo(code);
        await Assert.That(refusal.Id).IsEqualTo(id);
        await Assert.That(refusal["text"]).IsNotEmpty();
        await Assert.That(await clients[0].WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Broken_UTF8_is_refused_and_the_connection_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        byte[][] broken = [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80]];
        foreach (byte[] bytes in broken)
        {
            await clients[0].SendAsync(
                (byte[])[.. """{"type":"message","id":7,"to":"bob","text":"a"""u8, .. bytes, .. "\"}\n"u8]);
            await Assert.That((await clients[0].ReadAsync())["code"]).IsEqualTo("bad_request");
        }

        await clients[0].MessageAsync("bob", "whole");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann whole");
    }

    [Test]
    public async Task Unknown_fields_are_ignored()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].SendLineAsync("""{"type":"message","x":[{"y":[1,2]}],"id":7,"to":"bob","text":"hi","z":null}""");
        await clients[0].EventsAsync();

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann hi");
    }

    [Test]
    public async Task Deep_nesting_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        string deep = $$"""{"type":"message","id":7,"x":{{new string('[', 30_000)}}{{new string(']', 30_000)}},"to":"bob","text":"hi"}""";

        await Assert.That((await ann.RefusedLineAsync(deep))["code"]).IsEqualTo("bad_request");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    [Arguments("")]
    [Arguments("\r")]
    public async Task A_line_of_exactly_the_limit_is_read(string carriageReturn)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        string line = Padded(Limits.MaxLine - 1 - carriageReturn.Length) + carriageReturn;

        await ann.SendLineAsync(line);

        await Assert.That((await ann.ReadAsync()).ToString()).IsEqualTo("users ");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task A_line_over_the_limit_is_told_and_ends_the_connection(bool isFinished)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].SendAsync(Padded(Limits.MaxLine) + (isFinished ? "\n" : ""));

        await Assert.That(string.Join(' ', await clients[0].ReadToEndAsync())).IsEqualTo("error line_too_long");
        await AssertAliveAsync(server, clients[1]);
        // A lost link like any other.
        clients[0].Dispose();
        await server.Log.WaitForDisconnectsAsync(1);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("presence dave true; presence ann false");
    }

    [Test]
    public async Task What_follows_a_line_over_the_limit_is_not_carried_out()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].SendAsync(
            (byte[])[.. Encoding.UTF8.GetBytes(Padded(Limits.MaxLine) + "\n"), .. ScriptedClient.Request(9, "message", ("to", "bob"), ("text", "no"))]);
        await clients[0].ReadToEndAsync();

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task A_line_over_the_limit_before_hello_ends_the_connection()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = server.Connect();
        await client.SendAsync("{" + new string('x', Limits.MaxLine));

        await Assert.That(string.Join(' ', await client.ReadToEndAsync())).IsEqualTo("error line_too_long");
    }

    [Test]
    [Arguments(1)]
    [Arguments(2)]
    [Arguments(7)]
    [Arguments(64)]
    public async Task Requests_are_read_in_pieces_of_any_size(int size)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        ScriptedClient ann = server.Connect(maxRead: size);
        var exchange = new ScramClient("ann", null);
        await ann.SendAsync((byte[])[
            .. ScriptedClient.Request(1, "hello", ("version", 1)),
            .. ScriptedClient.Request(2, "login", ("mechanism", exchange.Mechanism), ("data", exchange.FirstMessage))]);
        await Assert.That((await ann.ReadAsync()).Type).IsEqualTo("greeting");
        byte[] all = [
            .. ScriptedClient.Request(2, "response", ("data", exchange.Respond(await ann.ReadAsync(), "ann-secret"))),
            .. ScriptedClient.Request(3, "message", ("to", "bob"), ("text", "ünï 🙂")),
            .. Encoding.UTF8.GetBytes("{\"type\":\"whoelse\",\"id\":4}\r\n"),
            .. ScriptedClient.Request(5, "logout")];

        await ann.SendAsync(all);

        List<WireLine> answers = await ann.ReadToEndAsync();
        await Assert.That(string.Join(' ', answers.Select(line => line.Type))).IsEqualTo("welcome users ok");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("presence ann true; message ann ünï 🙂; presence ann false");
    }

    [Test]
    public async Task A_line_cut_off_by_the_end_is_not_carried_out()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[0].SendAsync("""{"type":"message","id":1,"to":"bob","text":"no line end"}""");
        await clients[0].HangUpAsync();

        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Control_characters_in_a_text_pass_through_escaped()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].MessageAsync("bob", "\u001b[2J\r\n\u0000\u009b\u2028end");

        WireLine line = (await clients[1].EventsAsync()).Single();
        await Assert.That(line["text"]).IsEqualTo("\u001b[2J\r\n\u0000\u009b\u2028end");
        await Assert.That(line.Raw.Any(char.IsControl)).IsFalse();
    }

    [Test]
    public async Task Thousands_of_mutilated_requests_harm_nobody()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient watcher = await server.LoginAsync("carol");
        byte[][] requests = [
            ScriptedClient.Request(1, "message", ("to", "bob"), ("text", "hi \\ \" ü")),
            ScriptedClient.Request(2, "broadcast", ("text", "hi")),
            ScriptedClient.Request(3, "whoelsesince", ("seconds", 5)),
            ScriptedClient.Request(4, "block", ("user", "bob")),
            ScriptedClient.Request(5, "unblock", ("user", "bob")),
            ScriptedClient.Request(6, "startprivate", ("user", "carol"), ("port", 7000)),
            ScriptedClient.Request(7, "answerprivate", ("user", "carol"), ("accept", true), ("port", 7000)),
            ScriptedClient.Request(8, "register", ("name", "eve"), ("verifier", $"{Passwords.Verifier("x")}")),
            ScriptedClient.Request(9, "hello", ("version", 1))];
        var random = new Random(42);
        for (int round = 0; round < 20; round++)
        {
            ScriptedClient ann = await server.LoginAsync("ann");
            for (int i = 0; i < 200; i++)
            {
                byte[] request = [.. requests[random.Next(requests.Length)]];
                for (int changes = random.Next(1, 4); changes > 0; changes--) request[random.Next(request.Length)] = (byte)random.Next(256);
                await ann.SendAsync(request);
                if (i % 50 == 0) await ann.SendAsync("\n");
            }
            await ann.SendAsync("\n");
            await ann.EventsAsync();
            await ann.LogoutAsync();
            await watcher.EventsAsync();
        }

        await Assert.That(server.Log.Errors).IsEmpty();
        await AssertAliveAsync(server, watcher);
    }

    private static string Padded(int length)
    {
        const string Begin = """{"type":"whoelse","id":5,"pad":""" + "\"", End = "\"}";
        return Begin + new string('x', length - Begin.Length - End.Length) + End;
    }

    /// <summary>The others are not disturbed, and new ones can come.</summary>
    private static async Task AssertAliveAsync(TestServer server, ScriptedClient other)
    {
        ScriptedClient dave = await server.LoginAsync("dave");
        await Assert.That((await other.AskAsync("whoelse")).Users).Contains("dave");
        await dave.EventsAsync();
    }
}
