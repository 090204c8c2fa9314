using System.Diagnostics;

namespace ChatCli.EndToEnd.Tests;

/// <summary>The server ends in good order and a new one starts on the same port, as for a new version of it.</summary>
[NotInParallel]
public class RestartTests
{
    [Test]
    public async Task Two_hundred_clients_are_back_within_five_seconds_and_nobody_is_told_of_it()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"user{i:000}")];
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Credentials = string.Concat(names.Select(name => $"{name} secret\n")),
            Grace = 10,
        });
        ClientProcess[] clients = await Task.WhenAll(names.Select(name => server.LogInAsync(name, "secret")));
        // Everybody has heard of everybody.
        foreach (ClientProcess client in clients) await client.RoundTripAsync();
        int port = server.Port;

        await server.StopAsync();
        foreach (ClientProcess client in clients) await client.ExpectAsync("the server is shutting down; reconnecting");
        // Typed while there is no server.
        for (int i = 0; i < clients.Length; i++) await clients[i].SendAsync($"message {names[(i + 1) % names.Length]} hello from {names[i]}");
        await server.StartAgainAsync(port);
        var sinceListening = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select(client => client.ExpectNextAsync("connected again; not sent yet: 1")));
        await Assert.That(sinceListening.Elapsed).IsLessThan(TimeSpan.FromSeconds(5));

        // The neighbour's message is all that came besides: no log-in or log-out of anybody.
        for (int i = 0; i < clients.Length; i++)
            await clients[i].ExpectNextAsync($"{names[(i + names.Length - 1) % names.Length]}: hello from {names[(i + names.Length - 1) % names.Length]}");
        foreach (ClientProcess client in clients) await client.ExpectNothingMoreAsync();
    }
}
