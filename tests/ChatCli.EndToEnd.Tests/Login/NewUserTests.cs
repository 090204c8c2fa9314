namespace ChatCli.EndToEnd.Tests;

/// <summary>Making an account.</summary>
public class NewUserTests
{
    [Test]
    [Arguments("hans falcon*solo\nluke tatooine77\n")]
    [Arguments("hans falcon*solo\nluke tatooine77")]
    [Arguments("\uFEFFhans falcon*solo\r\n\r\nluke tatooine77\r\n")]
    [Arguments("")]
    public async Task An_unknown_name_makes_an_account_that_lasts(string before)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Credentials = before });
        ClientProcess rey = await RegisterAsync(server, "rey", "BB-8");
        await rey.ExpectNothingMoreAsync();
        await rey.AskAsync("whoelse", "nobody else is online");

        string end = before.Contains('\r') ? "\r\n" : "\n";
        string[] lines = server.Credentials.Split(end);
        await Assert.That(lines[^1]).IsEqualTo("");
        await Assert.That(lines[^2]).StartsWith("rey ");
        string[] others = [.. lines[..^2].Where(line => line.Length > 0).Select(line => line.Split(' ')[0].Trim('\uFEFF'))];
        await Assert.That(string.Join(' ', others)).IsEqualTo(before.Length > 0 ? "hans luke" : "");

        await server.StopAsync();
        await rey.ExpectNextAsync("the server is shutting down; reconnecting");
        rey.Kill();
        await server.StartAgainAsync();
        rey = await server.LogInAsync("rey", "BB-8");
        if (before.Length == 0) return;
        await server.LogInAsync("luke");
        await rey.ExpectNextAsync("luke logged in");
    }

    [Test]
    public async Task The_others_see_a_new_user_and_reach_it_at_once()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await hans.AskAsync("message rey hello", "Error: there is no such user");
        ClientProcess rey = await RegisterAsync(server, "rey", "BB-8");
        await hans.ExpectNextAsync("rey logged in");
        await hans.SendAsync("message rey hello");
        await rey.ExpectNextAsync("hans: hello");
    }

    [Test]
    public async Task Forty_who_register_at_once_all_get_their_account()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"user{i:00}")];
        await Task.WhenAll(names.Select(async name => await (await server.ConnectRawAsync()).RegisterAsync(name, "secret")));
        string[] accounts = [.. server.Credentials.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0])];
        await Assert.That(string.Join(' ', accounts[..5])).IsEqualTo("hans luke leia yoda vader");
        await Assert.That(string.Join(' ', accounts[5..].Order(StringComparer.Ordinal))).IsEqualTo(string.Join(' ', names));
    }

    [Test]
    public async Task Upper_and_lower_case_are_different_names()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await RegisterAsync(server, "Hans", "another");
        await hans.ExpectNextAsync("Hans logged in");
    }

    [Test]
    public async Task A_name_or_password_that_cannot_be_is_asked_for_again()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess client = server.Connect();
        await client.ExpectNextAsync("Username:");
        const string NoName = "a name has 1 to 32 printable ASCII characters without spaces";
        foreach (string impossible in (string[])["", "two words", "früh", "a\u001b[2Jb", new string('x', 33)])
            await client.AskAsync(impossible, NoName, "Username:");

        string longest = new('x', 32);
        await client.AskAsync(longest, $"There is no account {longest} yet: a new one is being made.", "Choose a password:");
        const string NoPassword = "a password has 1 to 128 printable ASCII characters without spaces";
        foreach (string impossible in (string[])["", "two words", "früh", new string('x', 129)])
            await client.AskAsync(impossible, NoPassword, "Choose a password:");
        await client.AskAsync(new string('p', 128), ServerProcess.Welcome(longest));
        await client.LogOutAsync();
        await server.LogInAsync(longest, new string('p', 128));
    }

    [Test]
    public async Task Whoever_leaves_while_choosing_a_password_makes_no_account()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess client = server.Connect("--user", "rey");
        await client.ExpectNextAsync("There is no account rey yet: a new one is being made.", "Choose a password:");
        client.EndInput();
        await Assert.That(await client.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(server.Credentials).IsEqualTo(Accounts.File);
    }

    internal static async Task<ClientProcess> RegisterAsync(ServerProcess server, string name, string password)
    {
        ClientProcess client = server.Connect();
        await client.ExpectNextAsync("Username:");
        await client.AskAsync(name, $"There is no account {name} yet: a new one is being made.", "Choose a password:");
        await client.AskAsync(password, ServerProcess.Welcome(name));
        return client;
    }
}
