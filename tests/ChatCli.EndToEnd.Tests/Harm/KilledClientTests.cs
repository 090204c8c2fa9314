using System.Diagnostics;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Clients that end without a log-out.</summary>
public class KilledClientTests
{
    [Test]
    public async Task Without_a_grace_period_a_killed_client_is_logged_out_at_once()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        luke.Kill();
        await hans.ExpectNextAsync("luke logged out");
        await hans.AskAsync("whoelse", "nobody else is online");
        await hans.SendAsync("message luke for later");
        await hans.ExpectNothingMoreAsync();
        luke = await server.LogInAsync("luke");
        await luke.ExpectNextAsync("hans: for later");
    }

    [Test]
    public async Task The_grace_period_passes_before_it_is_announced()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Grace = 1, LogLevel = "debug" });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        var sinceKill = Stopwatch.StartNew();
        luke.Kill();
        await server.WaitForLogAsync("connection ended");
        await hans.AskAsync("whoelse", "luke");
        await hans.SendAsync("message luke for later");

        // Under test: the log-out comes when the grace period has passed, not before.
        await hans.ExpectNextAsync("luke logged out");
        await Assert.That(sinceKill.Elapsed).IsGreaterThan(TimeSpan.FromSeconds(0.95)).And.IsLessThan(TimeSpan.FromSeconds(3));
        await hans.AskAsync("whoelse", "nobody else is online");
        luke = await server.LogInAsync("luke");
        await luke.ExpectNextAsync("hans: for later");
    }

    [Test]
    public async Task Whoever_comes_back_within_the_grace_period_is_in_at_once_and_misses_nothing()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Grace = 60, LogLevel = "debug" });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        luke.Kill();
        await server.WaitForLogAsync("connection ended");
        await hans.SendAsync("message luke meanwhile");
        await hans.ExpectNothingMoreAsync();
        luke = await server.LogInAsync("luke");
        await luke.ExpectNextAsync("hans: meanwhile");
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Whoever_asked_for_a_private_chat_and_is_killed_asks_no_more()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await luke.AskAsync("startprivate hans", "asked hans for a private chat");
        await hans.ExpectNextAsync("luke asks for a private chat: y to accept, n to decline");
        luke.Kill();
        await hans.ExpectNextAsync("luke logged out", "the request for a private chat with luke ended: luke logged out");
    }
}
