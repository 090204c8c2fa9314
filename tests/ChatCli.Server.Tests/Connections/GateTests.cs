using System.Net;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class GateTests
{
    // 192.0.2.0/24 and 2001:db8::/32 are for documentation (RFC 5737, RFC 3849).
    private const string OtherMachine = "192.0.2.7";

    [Test]
    public async Task An_encrypted_client_and_a_plain_one_chat_over_the_same_port()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Listen();
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectTlsAsync());
        ScriptedClient bob = await server.LoginAsync("bob", await server.ConnectSocketAsync());
        await ann.EventsAsync();

        string large = new('x', Limits.MaxText);
        await ann.MessageAsync("bob", large);
        await bob.MessageAsync("ann", "hello");

        await Assert.That(await bob.NewsAsync()).IsEqualTo($"message ann {large}");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("message bob hello");
        await Assert.That(((TlsConnection)ann.Connection).RemoteKey).IsEqualTo(TestCertificate.Shared.Fingerprint);
    }

    [Test]
    public async Task Many_encrypted_clients_connect_at_once_and_all_hear_a_broadcast()
    {
        const int Count = 100;
        await using TestServer server = await TestServer.StartAsync(Enumerable.Range(0, Count).Select(i => $"user{i}"), realTime: true);
        server.Listen();

        ScriptedClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(async i => await server.LoginAsync($"user{i}", await server.ConnectTlsAsync())));
        for (int i = 0; i < 20; i++) await Assert.That(await clients[i].BroadcastAsync($"from {i}")).IsEqualTo("broadcast true");

        ScriptedClient last = clients[^1];
        string[] heard = [.. (await last.EventsAsync()).Where(line => line.Type == "broadcast").Select(line => line["text"])];
        await Assert.That(heard).IsEquivalentTo(Enumerable.Range(0, 20).Select(i => $"from {i}"));
    }

    [Test]
    public async Task An_encrypted_reader_who_never_reads_delays_nobody()
    {
        await using TestServer server = await TestServer.StartAsync(realTime: true);
        server.Listen();
        await server.LoginAsync("bob", await server.ConnectTlsAsync());
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectTlsAsync());
        string large = new('x', Limits.MaxText);
        int broadcasts = 0;
        while (await ann.BroadcastAsync(large) == "broadcast true") broadcasts++;

        await Assert.That(broadcasts).IsGreaterThan(0);
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
    }

    [Test]
    [Arguments("127.0.0.1", false, true)]
    [Arguments("127.4.5.6", false, true)]
    [Arguments("::1", false, true)]
    [Arguments("::ffff:127.0.0.1", false, true)]
    [Arguments(OtherMachine, false, false)]
    [Arguments("::ffff:192.0.2.7", false, false)]
    [Arguments("2001:db8::7", false, false)]
    [Arguments(OtherMachine, true, true)]
    public async Task A_plain_client_may_come_from_this_machine_or_where_it_is_allowed(string from, bool isAllowed, bool mayCome)
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient client = Connect(server, from, new ServerOptions { AllowPlaintext = isAllowed });

        await client.SendLineAsync("""{"type":"hello","id":1,"version":1}""");

        await Assert.That((await client.ReadAsync()).ToString()).StartsWith(mayCome ? "greeting " : "error not_encrypted");
        if (!mayCome) await Assert.That(await client.TryReadAsync()).IsNull();
    }

    [Test]
    public async Task Nothing_that_a_refused_plain_client_asks_is_done()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        using ScriptedClient client = Connect(server, OtherMachine);

        await client.SendAsync((byte[])[
            .. ScriptedClient.Request(1, "hello", ("version", 1)),
            .. ScriptedClient.Request(2, "register", ("name", "eve"), ("verifier", $"{Passwords.Verifier("secret")}"))]);

        await Assert.That(string.Join(' ', await client.ReadToEndAsync())).IsEqualTo("error not_encrypted");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task An_encrypted_client_may_come_from_anywhere()
    {
        await using TestServer server = await TestServer.StartAsync();
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(client: new IPEndPoint(IPAddress.Parse(OtherMachine), 4000));
        MakeGate(server).Accept(far);
        (TlsConnection? connection, _) = await TlsConnection.ConnectAsync(near, "localhost", static _ => true, CancellationToken.None);

        using var client = new ScriptedClient(connection!);
        await server.LoginAsync("ann", client);
    }

    [Test]
    public async Task Without_a_certificate_plain_clients_chat_and_encrypted_ones_are_told_in_a_readable_line()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient plain = Connect(server, "127.0.0.1", isEncrypting: false);
        await server.LoginAsync("ann", plain);
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        MakeGate(server, isEncrypting: false).Accept(far);

        (TlsConnection? connection, TlsFailure failure) = await TlsConnection.ConnectAsync(near, "localhost", static _ => true, CancellationToken.None);

        await Assert.That(connection).IsNull();
        await Assert.That(failure).IsEqualTo(TlsFailure.NotTls);
    }

    [Test]
    public async Task Without_a_certificate_other_machines_are_refused_as_ever()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient client = Connect(server, OtherMachine, isEncrypting: false);

        await client.SendLineAsync("""{"type":"hello","id":1,"version":1}""");

        await Assert.That((await client.ReadAsync()).ToString()).StartsWith("error not_encrypted");
    }

    [Test]
    [Arguments("GET / HTTP/1.1\r\n\r\n")]
    [Arguments("\n")]
    [Arguments("[")]
    [Arguments("\0")]
    public async Task Who_begins_with_neither_gets_one_readable_line_and_the_close(string begin)
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient stranger = Connect(server, OtherMachine);

        await stranger.SendAsync(begin);

        await Assert.That(await stranger.ReadTextAsync()).Contains("ChatCli");
        await Assert.That(await stranger.ReadTextAsync()).IsNull();
    }

    [Test]
    [Arguments(new byte[] { 0x16 })]
    [Arguments(new byte[] { 0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC })]
    public async Task A_handshake_that_stops_is_closed_after_ten_seconds(byte[] begin)
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient client = Connect(server, OtherMachine);
        await client.SendAsync(begin);
        Task<string?> end = client.ReadTextAsync();

        server.Time.Advance(TimeSpan.FromSeconds(9));
        await Assert.That(end.IsCompleted).IsFalse();
        // The deadline begins when the byte is seen, on the thread that brings it.
        while (!end.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.That(await end).IsNull();
        await server.Log.WaitForDisconnectsAsync(1);
    }

    [Test]
    public async Task Who_says_nothing_is_closed_without_a_word_when_the_time_for_the_login_is_over()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient client = Connect(server, OtherMachine);
        Task<string?> end = client.ReadTextAsync();

        server.Time.Advance(TimeSpan.FromSeconds(59));
        await Assert.That(end.IsCompleted).IsFalse();
        server.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.That(await end).IsNull();
        await server.Log.WaitForDisconnectsAsync(1);
    }

    [Test]
    public async Task What_was_waited_for_the_first_byte_counts_for_the_login()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ScriptedClient client = Connect(server, "127.0.0.1");
        server.Time.Advance(TimeSpan.FromSeconds(59));
        await Assert.That((await client.AskAsync("hello", ("version", 1))).Type).IsEqualTo("greeting");

        server.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.That((await client.ReadAsync()).ToString()).IsEqualTo("error login_timeout");
    }

    [Test]
    public async Task Closing_ends_who_has_not_passed_and_who_comes_after()
    {
        await using TestServer server = await TestServer.StartAsync();
        Gate gate = MakeGate(server);
        var clients = new List<InMemoryConnection>();
        foreach (byte[] begin in new byte[][] { [], [0x16], [0x16, 3, 1, 2, 0, 1] })
        {
            (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
            gate.Accept(far);
            if (begin.Length > 0) await near.SendAsync(begin);
            clients.Add(near);
        }

        await gate.CloseAsync().WaitAsync(ScriptedClient.Patience);

        (InMemoryConnection late, InMemoryConnection end) = InMemoryConnection.Pair();
        gate.Accept(end);
        clients.Add(late);
        foreach (InMemoryConnection client in clients)
            await Assert.That(await client.ReceiveAsync(new byte[1]).AsTask().WaitAsync(ScriptedClient.Patience)).IsEqualTo(0);
        await server.Log.WaitForDisconnectsAsync(4);
    }

    private static ScriptedClient Connect(TestServer server, string from, ServerOptions? options = null, bool isEncrypting = true)
    {
        // As a socket for both kinds of address would give it.
        IPAddress address = IPAddress.Parse(from);
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(client: new IPEndPoint(address, 4000));
        MakeGate(server, options, isEncrypting).Accept(far);
        return new ScriptedClient(near);
    }

    private static Gate MakeGate(TestServer server, ServerOptions? options = null, bool isEncrypting = true) =>
        new(server.Server.Admission, server.Server.Accept, isEncrypting ? TestCertificate.Shared : null, options ?? new ServerOptions(), server.Time, server.Log);
}
