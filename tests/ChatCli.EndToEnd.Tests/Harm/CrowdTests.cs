using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Many at once. One after the other and nothing beside them, because they measure time or fill the machine.</summary>
[NotInParallel]
public class CrowdTests
{
    [Test]
    public async Task Two_hundred_connections_and_two_clients_chat()
    {
        const int Crowd = 200;
        string[] names = [.. Enumerable.Range(0, Crowd).Select(i => $"user{i:000}")];
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Credentials = Accounts.File + string.Concat(names.Select(name => $"{name} secret-{name}\n")),
        });
        RawClient[] crowd = await Task.WhenAll(names.Select(async name =>
        {
            RawClient client = await server.ConnectRawAsync();
            await client.LogInAsync(name, $"secret-{name}");
            return client;
        }));
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync("whoelse", ["luke", .. names]);

        await hans.SendAsync("broadcast hello crowd");
        await luke.ExpectNextAsync("hans (to all): hello crowd");
        await Task.WhenAll(crowd.Select(async (client, i) =>
        {
            await client.ReadToAsync("broadcast", told => told.GetProperty("text").GetString() == "hello crowd");
            await client.RequestAsync("broadcast", $"\"text\":\"{names[i]} says hello\"", "broadcast");
            await client.SendAsync($"{{\"type\":\"message\",\"id\":100,\"to\":\"luke\",\"text\":\"from {names[i]}\"}}");
            await client.RequestAsync("whoelse", "", "users");
        }));
        await hans.ExpectNextInAnyOrderAsync([.. names.Select(name => $"{name} (to all): {name} says hello")]);
        await luke.ExpectNextInAnyOrderAsync(
            [.. names.Select(name => $"{name} (to all): {name} says hello"), .. names.Select(name => $"{name}: from {name}")]);

        foreach (RawClient client in crowd) await client.DisposeAsync();
        await hans.ExpectNextInAnyOrderAsync([.. names.Select(name => $"{name} logged out")]);
        await luke.ExpectNextInAnyOrderAsync([.. names.Select(name => $"{name} logged out")]);
        await hans.AskAsync("whoelse", "luke");
    }

    [Test]
    public async Task Twenty_clients_chat()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"user{i:00}")];
        string credentials = string.Concat(names.Select(name => $"{name} secret\n"));
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Credentials = credentials });
        ClientProcess[] clients = await Task.WhenAll(names.Select(name => server.LogInAsync(name, "secret")));
        foreach (ClientProcess client in clients) await client.RoundTripAsync();
        await Task.WhenAll(clients.Select((client, i) =>
            client.SendAsync($"broadcast hello from {names[i]}", $"message {names[(i + 1) % 20]} hello neighbour")));
        for (int i = 0; i < clients.Length; i++)
        {
            int me = i;
            string[] broadcasts = [.. names.Where((_, other) => other != me).Select(name => $"{name} (to all): hello from {name}")];
            await clients[i].ExpectNextInAnyOrderAsync([.. broadcasts, $"{names[(i + 19) % 20]}: hello neighbour"]);
        }
        foreach (ClientProcess client in clients) client.EndInput();
        foreach (ClientProcess client in clients)
        {
            await client.ExpectAsync("logged out");
            await Assert.That(await client.ExitStatusAsync()).IsEqualTo(0);
        }
    }

    [Test]
    public async Task A_client_that_never_reads_delays_nobody_and_loses_nothing()
    {
        const int Messages = 20_000;
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { MessageRate = 0 });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await using RawClient vader = await RawClient.ConnectAsync(server.Port, receiveBuffer: 8 * 1024);
        await vader.LogInAsync("vader", Accounts.Password("vader"));
        RawClient yoda = await server.LogInRawAsync("yoda");
        foreach (ClientProcess client in (ClientProcess[])[hans, luke]) await client.ExpectNextAsync("vader logged in", "yoda logged in");

        // More than the kernel and the server's queue hold for a reader.
        string filling = new('x', 500);
        Task flood = Task.Run(async () =>
        {
            var lines = new StringBuilder();
            for (int i = 0; i < Messages; i++)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{{\"type\":\"message\",\"id\":{i + 1000},\"to\":\"vader\",\"text\":\"{i} {filling}\"}}\n");
                if (i % 100 != 99) continue;
                await yoda.WriteAsync(Encoding.ASCII.GetBytes(lines.ToString()));
                lines.Clear();
            }
            await yoda.RequestAsync("whoelse", "", "users");
        });

        TimeSpan worst = TimeSpan.Zero;
        int rounds = 0;
        while (!flood.IsCompleted || rounds < 20)
        {
            var round = Stopwatch.StartNew();
            await hans.SendAsync($"message luke ping {rounds}");
            await luke.ExpectNextAsync($"hans: ping {rounds}");
            await luke.SendAsync($"message hans pong {rounds}");
            await hans.ExpectNextAsync($"luke: pong {rounds}");
            if (round.Elapsed > worst) worst = round.Elapsed;
            rounds++;
        }
        await flood;
        await Assert.That(worst).IsLessThan(TimeSpan.FromSeconds(1));

        // Broadcasts pass it by, and whoever broadcasts is told.
        await hans.AskAsync("broadcast hello", "your message could not be delivered to some recipients");
        await luke.ExpectNextAsync("hans (to all): hello");

        // When it reads at last, everything is there, once and in order.
        for (int i = 0; i < Messages; i++)
        {
            JsonElement message = await vader.ReadToAsync("message");
            string text = message.GetProperty("text").GetString()!;
            if (text.StartsWith($"{i} ", StringComparison.Ordinal)) continue;
            throw new InvalidOperationException($"message {i} is missing, there is {text[..10]}");
        }
        await vader.RequestAsync("whoelse", "", "users");
    }
}
