using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatCli.EndToEnd.Tests;

/// <summary>The direct connection of a private chat: what it survives, and who stays out.</summary>
public class PrivateLinkTests
{
    [Test]
    public async Task It_outlives_a_block()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        await luke.AskAsync("block hans", "hans is blocked");
        await hans.AskAsync("message luke hello", "Error: not possible: the user has blocked you");
        await hans.SendAsync("private luke but here");
        await luke.ExpectNextAsync("hans (private): but here");
        await luke.SendAsync("private hans go on");
        await hans.ExpectNextAsync("luke (private): go on");

        await hans.AskAsync("stopprivate luke", "private chat with luke ended");
        await luke.ExpectNextAsync("private chat with hans ended");
        await hans.AskAsync("startprivate luke", "Error: not possible: the user has blocked you");
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task It_outlives_the_server()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Grace = 10 });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        await server.KillAsync();
        await hans.ExpectNextAsync("lost the connection to the server; reconnecting", "the private chat with luke goes on");
        await luke.ExpectNextAsync("lost the connection to the server; reconnecting", "the private chat with hans goes on");

        await hans.SendAsync("private luke without a server");
        await luke.ExpectNextAsync("hans (private): without a server");
        await luke.SendAsync("private hans so it seems");
        await hans.ExpectNextAsync("luke (private): so it seems");
        await hans.AskAsync("whoelse", "Error: not connected to the server");
        await hans.SendAsync("message luke when it is back");

        await server.StartAgainAsync(server.Port);
        await luke.ExpectNextInAnyOrderAsync("connected again", "hans: when it is back");
        await hans.ExpectAsync("connected again; not sent yet: 1");
        await hans.SendAsync("private luke still here");
        await luke.ExpectAsync("hans (private): still here");
    }

    [Test]
    public async Task A_server_that_is_stopped_does_not_end_it()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        await server.StopAsync();
        await hans.ExpectNextAsync("the server is shutting down; reconnecting", "the private chat with luke goes on");
        await luke.ExpectNextAsync("the server is shutting down; reconnecting", "the private chat with hans goes on");
        await hans.SendAsync("private luke still here");
        await luke.ExpectNextAsync("hans (private): still here");
    }

    [Test]
    public async Task Its_texts_do_not_cross_the_server()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { LogLevel = "trace" });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        await hans.SendAsync("private luke kashyyyk", "message luke corellia");
        await luke.ExpectNextInAnyOrderAsync("hans (private): kashyyyk", "hans: corellia");
        await luke.RoundTripAsync();

        // Neither those nor the ones that do cross it, nor a password, are logged at any level.
        foreach (string secret in (string[])["kashyyyk", "corellia", .. Accounts.Lines.Select(line => line.Split(' ')[1])])
            await Assert.That(server.Log).DoesNotContain(secret);

        // The relay is dead, and still they come: they never needed it.
        await server.KillAsync();
        await hans.SendAsync("private luke endor");
        await luke.ExpectAsync("hans (private): endor");
    }

    [Test]
    public async Task An_asker_that_is_turned_away_because_it_came_too_early_comes_again()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        RawClient luke = await server.LogInRawAsync("luke");
        await hans.ExpectNextAsync("luke logged in");
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ReadToAsync("privateasked");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        const string Key = "jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq";
        await luke.RequestAsync("answerprivate", $"\"user\":\"hans\",\"accept\":true,\"port\":{port},\"key\":\"{Key}\"", "ok");
        for (int i = 0; i < 3; i++)
        {
            using TcpClient early = await listener.AcceptTcpClientAsync().WaitAsync(ProgramRun.Patience);
            // A handshake record of TLS.
            byte[] first = new byte[4096];
            await Assert.That(await early.GetStream().ReadAsync(first).AsTask().WaitAsync(ProgramRun.Patience)).IsGreaterThan(100);
            await Assert.That(first[0]).IsEqualTo((byte)22);
        }
    }

    [Test]
    public async Task A_stranger_on_the_port_gets_nothing_and_disturbs_nothing()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await Assert.That(ListeningPorts.Of(hans.ProcessId)).IsEmpty().Because("nobody is to come yet");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        int[] ports = [.. ListeningPorts.Of(hans.ProcessId), .. ListeningPorts.Of(luke.ProcessId)];
        await Assert.That(ports).Count().IsEqualTo(2);

        string digits = new('5', 32);
        string[] attempts =
        [
            "GET / HTTP/1.1\r\n\r\n",
            "{\"type\":\"hello\",\"id\":1,\"version\":1}\n",
            "{\"type\":\"peermessage\",\"n\":1,\"text\":\"let me in\"}\n",
            "{\"type\":\"peerstop\"}\n",
            $"{{\"type\":\"peerhello\",\"session\":\"{digits}\",\"from\":\"hans\",\"to\":\"luke\",\"nonce\":\"{digits}\"}}\n",
            "\x16\x03\x01\n", "\x16\x03\x01\0\x05hello", "\x15\x03\x03\0\x02\x02\x28", "\0\0\0\0\n", "{\n", "[]\n", "\n", new string('{', 70_000),
        ];
        foreach (int port in ports)
        {
            foreach (string attempt in attempts)
                await Assert.That(await TryAsync(port, attempt)).IsEqualTo(0).Because(attempt[..Math.Min(60, attempt.Length)]);
        }

        // Some who say nothing at all, more than are waited for at once.
        List<TcpClient> silent = [];
        for (int i = 0; i < 40; i++) silent.Add(await ConnectAsync(ports[i % 2]));
        await hans.SendAsync("private luke undisturbed");
        await luke.ExpectNextAsync("hans (private): undisturbed");
        await luke.SendAsync("private hans me too");
        await hans.ExpectNextAsync("luke (private): me too");
        await Assert.That(silent.Sum(client => client.Available)).IsEqualTo(0);
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();

        // They keep nobody out either: the next private chat begins at once, with the silent ones still there.
        await hans.AskAsync("stopprivate luke", "private chat with luke ended");
        await luke.ExpectNextAsync("private chat with hans ended");
        var sinceAsk = Stopwatch.StartNew();
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        await Assert.That(sinceAsk.Elapsed).IsLessThan(TimeSpan.FromSeconds(2));
        foreach (TcpClient client in silent) client.Dispose();
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    /// <summary>Sends something and no more, and reads until the other side closes; how many bytes came.</summary>
    private static async Task<int> TryAsync(int port, string attempt)
    {
        using TcpClient client = await ConnectAsync(port);
        await using NetworkStream stream = client.GetStream();
        int received = 0;
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(attempt));
            client.Client.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[1024];
            int read;
            while ((read = await stream.ReadAsync(buffer).AsTask().WaitAsync(ProgramRun.Patience)) > 0) received += read;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Reset: closed with what was sent unread.
        }
        return received;
    }
}
