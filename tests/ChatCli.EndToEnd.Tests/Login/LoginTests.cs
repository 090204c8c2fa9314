using System.Diagnostics;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Logging in with a name that is known.</summary>
public class LoginTests
{
    private const string Wrong = "wrong password; please try again";
    private const string NowBlocked = "wrong password; the account is now blocked, please try again later";
    private const string StillBlocked = "the account is blocked because of wrong passwords, please try again later";

    [Test]
    public async Task After_two_wrong_passwords_the_right_one_is_let_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await AtPasswordAsync(server, "hans");
        await hans.AskAsync("wrong", Wrong, "Password:");
        await hans.AskAsync("Falcon*Solo", Wrong, "Password:");
        await hans.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));
        await hans.LogOutAsync();

        // The success has made the two wrong ones forgotten.
        hans = await AtPasswordAsync(server, "hans");
        await hans.AskAsync("wrong", Wrong, "Password:");
        await hans.AskAsync("wrong", Wrong, "Password:");
        await hans.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));
    }

    [Test]
    public async Task Three_wrong_passwords_block_the_name_for_the_block_duration()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { BlockDuration = 2 });
        ClientProcess stranger = await AtPasswordAsync(server, "hans");
        await stranger.AskAsync("wrong", Wrong, "Password:");
        await stranger.AskAsync("wrong", Wrong, "Password:");
        await stranger.AskAsync("wrong", NowBlocked);
        var sinceBlock = Stopwatch.StartNew();
        await Assert.That(await stranger.ExitStatusAsync()).IsEqualTo(1);

        await TryWhileBlockedAsync(server, "falcon*solo");
        await TryWhileBlockedAsync(server, "wrong");
        await Assert.That(sinceBlock.Elapsed).IsLessThan(TimeSpan.FromSeconds(2)).Because("otherwise this shows nothing");

        // Under test: the block ends on time, and the tries meanwhile have not made it longer.
        await Task.Delay(TimeSpan.FromSeconds(2) - sinceBlock.Elapsed + TimeSpan.FromMilliseconds(20));
        ClientProcess hans = await AtPasswordAsync(server, "hans");
        await hans.AskAsync("wrong", Wrong, "Password:");
        await hans.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));
    }

    [Test]
    public async Task Wrong_passwords_are_counted_over_all_connections()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess first = await AtPasswordAsync(server, "hans");
        await first.AskAsync("wrong", Wrong, "Password:");
        await first.AskAsync("wrong", Wrong, "Password:");
        first.EndInput();
        await Assert.That(await first.ExitStatusAsync()).IsEqualTo(1);

        // Another name has a count of its own.
        ClientProcess luke = await AtPasswordAsync(server, "luke");
        await luke.AskAsync("wrong", Wrong, "Password:");
        await luke.AskAsync("tatooine77", ServerProcess.Welcome("luke"));

        ClientProcess second = await AtPasswordAsync(server, "hans");
        await second.AskAsync("wrong", NowBlocked);
        await Assert.That(await second.ExitStatusAsync()).IsEqualTo(1);
    }

    [Test]
    public async Task Whoever_thinks_for_long_at_a_prompt_is_connected_again_silently()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        int port = server.Port;
        ClientProcess hans = await AtPasswordAsync(server, "hans");
        await server.StopAsync();
        await server.StartAgainAsync(port);
        await hans.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));
    }

    [Test]
    public async Task A_blocked_name_stays_in_the_session_that_it_has()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        ClientProcess stranger = await AtPasswordAsync(server, "hans");
        await stranger.SendAsync("wrong", "wrong", "wrong");
        await stranger.ExpectAsync(NowBlocked);
        await Assert.That(await stranger.ExitStatusAsync()).IsEqualTo(1);

        await luke.SendAsync("message hans still there?");
        await hans.ExpectNextAsync("luke: still there?");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task What_cannot_be_a_password_is_no_try()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await AtPasswordAsync(server, "hans");
        const string NoPassword = "a password has 1 to 128 printable ASCII characters without spaces";
        foreach (string impossible in (string[])["", "two words", "früh", new string('x', 129)])
            await hans.AskAsync(impossible, NoPassword, "Password:");
        await hans.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));
    }

    private static async Task<ClientProcess> AtPasswordAsync(ServerProcess server, string name)
    {
        ClientProcess client = server.Connect();
        await client.ExpectNextAsync("Username:");
        await client.AskAsync(name, "Password:");
        return client;
    }

    private static async Task TryWhileBlockedAsync(ServerProcess server, string password)
    {
        ClientProcess client = await AtPasswordAsync(server, "hans");
        await client.AskAsync(password, StillBlocked);
        await Assert.That(await client.ExitStatusAsync()).IsEqualTo(1);
    }
}
