using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>Over real sockets.</summary>
public class ConnectionTests
{
    [Test]
    public async Task Two_hundred_clients_connect_at_once_and_all_hear_a_broadcast()
    {
        const int Count = 200;
        await using TestServer server = await TestServer.StartAsync(Enumerable.Range(0, Count).Select(i => $"user{i}"), realTime: true);
        server.Listen();

        ScriptedClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(async i => await server.LoginAsync($"user{i}", await server.ConnectSocketAsync())));
        await Assert.That((await clients[0].AskAsync("whoelse")).Users.Length).IsEqualTo(Count - 1);
        await Assert.That(await clients[0].BroadcastAsync("to all")).IsEqualTo("broadcast true");

        foreach (ScriptedClient client in clients.Skip(1))
            await Assert.That((await client.EventsAsync()).Count(line => line.ToString() == "broadcast user0 to all")).IsEqualTo(1);
    }

    [Test]
    public async Task A_reset_connection_leaves_its_user_away()
    {
        await using TestServer server = await TestServer.StartAsync();
        IPEndPoint address = server.Listen();
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectSocketAsync());
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        await socket.SendAsync((byte[])[
            .. ScriptedClient.Request(1, "hello", ("version", 1)),
            .. ScriptedClient.Request(2, "register", ("name", "eve"), ("verifier", $"{Passwords.Verifier("e")}"))]);
        await Assert.That((await ann.ReadAsync()).ToString()).IsEqualTo("presence eve true");

        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        await server.Log.WaitForDisconnectsAsync(1);

        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users eve");
        await ann.MessageAsync("eve", "while away");
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence eve false");
        (ScriptedClient eve, _) = await server.TryLoginAsync("eve", "e", await server.ConnectSocketAsync());
        await Assert.That(await eve.NewsAsync()).IsEqualTo("message ann while away stored");
    }

    [Test]
    public async Task A_client_that_ends_its_half_still_gets_its_answers()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Listen();
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectSocketAsync());
        for (int i = 0; i < 100; i++) await ann.RequestAsync("whoelse");

        ann.Connection.EndSend();

        await Assert.That((await ann.ReadToEndAsync()).Count(line => line.Type == "users")).IsEqualTo(100);
    }

    [Test]
    public async Task Who_connects_and_goes_again_leaves_nothing_behind()
    {
        await using TestServer server = await TestServer.StartAsync();
        IPEndPoint address = server.Listen();
        for (int i = 0; i < 100; i++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address);
            if (i % 3 == 0) await socket.SendAsync("{\"type\":"u8.ToArray());
            if (i % 2 == 0) socket.LingerState = new LingerOption(true, 0);
        }

        await server.Log.WaitForDisconnectsAsync(100);

        await Assert.That((await server.TryLoginAsync("ann", null, await server.ConnectSocketAsync())).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task Stopping_tells_everybody_and_does_not_wait_for_one_who_never_reads()
    {
        await using TestServer server = await TestServer.StartAsync(realTime: true);
        server.Listen();
        await server.LoginAsync("bob", await server.ConnectSocketAsync());
        ScriptedClient ann = await server.LoginAsync("ann", await server.ConnectSocketAsync());
        ScriptedClient silent = await server.ConnectSocketAsync();
        string large = new('x', 10_000);
        int broadcasts = 0;
        while (await ann.BroadcastAsync(large) == "broadcast true") broadcasts++;
        await Assert.That(broadcasts).IsGreaterThan(0);

        long start = Stopwatch.GetTimestamp();
        Task stopping = server.StopAsync();
        WireLine last = (await ann.ReadToEndAsync())[^1];
        ann.Dispose();
        await stopping.WaitAsync(ScriptedClient.Patience);

        await Assert.That(last.Type).IsEqualTo("loggedout");
        await Assert.That(last["reason"]).IsEqualTo("stopping");
        await Assert.That(await silent.TryReadAsync()).IsNull();
        await Assert.That(Stopwatch.GetElapsedTime(start)).IsLessThan(TimeSpan.FromSeconds(3.5));
    }

    [Test]
    public async Task The_listener_is_gone_after_stopping()
    {
        await using TestServer server = await TestServer.StartAsync();
        IPEndPoint address = server.Listen();
        await server.StopAsync();

        await Assert.That(await SocketConnection.ConnectAsync(address, CancellationToken.None)).IsNull();
    }
}
