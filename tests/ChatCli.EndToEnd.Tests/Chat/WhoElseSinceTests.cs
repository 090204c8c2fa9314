using System.Diagnostics;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Who was online at any moment of the past seconds.</summary>
public class WhoElseSinceTests
{
    [Test]
    public async Task It_counts_whose_session_reaches_into_the_time()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess leia, ClientProcess luke) = await server.LogInAllAsync("hans", "leia", "luke");
        await leia.LogOutAsync();
        var sinceLeia = Stopwatch.StartNew();
        await hans.ExpectNextAsync("leia logged out");
        await luke.ExpectNextAsync("leia logged out");
        await hans.AskAsync("whoelsesince 100", "leia", "luke");

        // Under test: time. Leia went 3 s ago; Luke came more than 3 s ago and is still there.
        await Task.Delay(TimeSpan.FromSeconds(3) - sinceLeia.Elapsed);
        await hans.AskAsync("whoelsesince 1", "luke");
        await hans.AskAsync("whoelsesince 0", "luke");
        await hans.AskAsync("whoelsesince 100", "leia", "luke");

        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out");
        await hans.AskAsync("whoelsesince 2", "luke");
        await hans.AskAsync("whoelsesince 0", "nobody else was online");
    }

    [Test]
    [Arguments("200")]
    [Arguments("9223372036854775807")]
    [Arguments("9223372036854775808")]
    [Arguments("99999999999999999999999999999999999999999")]
    [Arguments("000000000000000000000000000000000000000000000000200")]
    public async Task A_huge_number_means_since_the_start_and_never_more(string seconds)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess leia) = await server.LogInAllAsync("hans", "leia");
        await leia.LogOutAsync();
        await hans.ExpectNextAsync("leia logged out");
        await hans.AskAsync($"whoelsesince {seconds}", "leia");
        await hans.ExpectNothingMoreAsync();
    }
}
