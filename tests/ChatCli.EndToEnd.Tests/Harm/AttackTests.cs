using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Those who only want to harm, against those who want to chat.</summary>
public class AttackTests
{
    [Test]
    public async Task More_strangers_than_descriptors_keep_nobody_out_and_hurt_nobody_who_is_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Descriptors = 64 });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        List<TcpClient> strangers = [];
        string[] words = ["", "{", "{\"type\":\"hello\",\"id\":1,\"version\":1}\n", new string('{', 3000)];
        for (int i = 0; i < 200; i++)
        {
            var stranger = new TcpClient();
            strangers.Add(stranger);
            await stranger.ConnectAsync(IPAddress.Loopback, server.Port);
            try
            {
                await stranger.GetStream().WriteAsync(Encoding.ASCII.GetBytes(words[i % words.Length]));
            }
            catch (IOException)
            {
                // Closed already: a later one has its place.
            }
        }

        ClientProcess yoda = await server.LogInAsync("yoda");
        await yoda.AskAsync("whoelse", "hans", "luke");
        await hans.ExpectNextAsync("yoda logged in");
        await luke.ExpectNextAsync("yoda logged in");
        for (int i = 0; i < 20; i++)
        {
            await hans.SendAsync($"message luke {i}");
            await luke.ExpectNextAsync($"hans: {i}");
            await luke.AskAsync("whoelse", "hans", "yoda");
        }
        // The store and the accounts have what they need.
        await hans.SendAsync("message leia for later");
        RawClient rey = await server.ConnectRawAsync();
        await rey.RegisterAsync("rey", "secret");
        await hans.ExpectNextAsync("rey logged in");
        foreach (TcpClient stranger in strangers) stranger.Dispose();
        ClientProcess leia = await server.LogInAsync("leia");
        await leia.ExpectNextAsync("hans: for later");
        await Assert.That(server.Log).DoesNotContain("accepting connections again");
    }

    [Test]
    public async Task Where_descriptors_run_out_all_the_same_it_waits_until_there_are_some()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await server.LimitDescriptorsAsync(4);
        using var waiting = new TcpClient();
        await waiting.ConnectAsync(IPAddress.Loopback, server.Port);
        await server.WaitForLogAsync("accepting connections again");
        await hans.SendAsync("message luke undisturbed");
        await luke.ExpectNextAsync("hans: undisturbed");

        await server.LimitDescriptorsAsync(1000);
        ClientProcess yoda = await server.LogInAsync("yoda");
        await yoda.AskAsync("whoelse", "hans", "luke");
    }

    [Test]
    public async Task A_paste_of_five_thousand_lines_arrives_complete_and_in_order_and_only_slower()
    {
        const int Lines = 5_000;
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { MessageRate = 3_000 });
        ClientProcess luke = await server.LogInAsync("luke");
        ClientProcess hans = await server.LogInAsync("hans");
        await luke.ExpectNextAsync("hans logged in");

        Task pasting = hans.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Lines).Select(i => $"message luke {i}\n"))));
        for (int i = 0; i < Lines; i++) await luke.ExpectNextAsync($"hans: {i}");
        await pasting;
        hans.EndInput();

        await hans.ExpectNextAsync("sending slowly: the server asks to slow down", "logged out");
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task Wrong_passwords_from_one_address_stop_counting_before_they_lock_everybody_out()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"user{i}")];
        await using ServerProcess server = await ServerProcess.StartAsync(
            new ServerSettings { Credentials = string.Concat(names.Select(name => $"{name} secret\n")) });
        int blocked = 0, refused = 0;
        foreach (string name in names)
        {
            RawClient attacker = await server.ConnectRawAsync();
            await attacker.GreetAsync();
            for (int i = 0; i < 3; i++)
            {
                string? code = (await attacker.TryLogInAsync(name, "guess")).GetProperty("code").GetString();
                if (code == "account_blocked") blocked++;
                if (code == "slow_down") refused++;
            }
        }

        await Assert.That(blocked).IsBetween(1, 7);
        await Assert.That(refused).IsBetween(35, 40);
    }
}
