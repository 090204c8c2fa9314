namespace ChatCli.EndToEnd.Tests;

/// <summary>Two who want the same name.</summary>
public class SameNameTests
{
    private const string AlreadyOnline = "this user is online already; please log in with another name";
    private const string NameTaken = "somebody has just taken this name; please choose another";

    [Test]
    public async Task The_second_one_is_asked_for_another_name()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        ClientProcess second = server.Connect();
        await second.ExpectNextAsync("Username:");
        await second.AskAsync("hans", "Password:");

        // Whether the name is online is said to nobody without the password.
        await second.AskAsync("wrong", "wrong password; please try again", "Password:");
        await second.AskAsync("falcon*solo", AlreadyOnline, "Username:");
        await hans.ExpectNothingMoreAsync();
        await luke.SendAsync("message hans still you?");
        await hans.ExpectNextAsync("luke: still you?");

        // Any other name is welcome, known or new.
        await second.AskAsync("yoda", "Password:");
        await second.AskAsync("do_or_do_not", ServerProcess.Welcome("yoda"));
        await hans.ExpectNextAsync("yoda logged in");
    }

    [Test]
    public async Task The_commands_of_a_script_make_no_account()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await server.LogInAsync("hans");
        ClientProcess script = server.Connect();
        await script.ExpectNextAsync("Username:");
        await script.AskAsync("hans", "Password:");
        await script.AskAsync("falcon*solo", AlreadyOnline, "Username:");
        await script.SendAsync("message yoda hello");
        await script.ExpectNextAsync("a name has 1 to 32 printable ASCII characters without spaces", "Username:");
        await script.SendAsync("whoelse");

        await Assert.That(await script.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(server.Credentials).DoesNotContain("whoelse");
    }

    [Test]
    public async Task Being_told_so_is_no_wrong_try()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        ClientProcess second = server.Connect();
        await second.ExpectNextAsync("Username:");
        for (int i = 0; i < 5; i++)
        {
            await second.AskAsync("hans", "Password:");
            await second.AskAsync("falcon*solo", AlreadyOnline, "Username:");
        }
        await hans.LogOutAsync();
        await second.AskAsync("hans", "Password:");
        await second.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));
    }

    [Test]
    public async Task Of_two_who_register_a_name_at_once_one_gets_it()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            string name = $"rey{i}";
            ClientProcess[] both = [await AtNewPasswordAsync(server, name), await AtNewPasswordAsync(server, name)];
            await Task.WhenAll(both[0].SendAsync("first-password"), both[1].SendAsync("second-password"));
            string[] answers = [await both[0].NextAsync(), await both[1].NextAsync()];
            int winner = Array.IndexOf(answers, ServerProcess.Welcome(name));
            await Assert.That(winner).IsNotEqualTo(-1);
            await Assert.That(answers[1 - winner]).IsEqualTo(NameTaken);
            await both[1 - winner].ExpectNextAsync("Username:");
            await both[winner].LogOutAsync();

            // The password is the winner's.
            ClientProcess again = await server.LogInAsync(name, winner == 0 ? "first-password" : "second-password");
            await again.LogOutAsync();
            int lines = server.Credentials.Split('\n').Count(line => line.StartsWith(name + " ", StringComparison.Ordinal));
            await Assert.That(lines).IsEqualTo(1);
            foreach (ClientProcess client in both) await client.DisposeAsync();
        }
    }

    [Test]
    public async Task Of_two_who_log_in_at_once_one_gets_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            ClientProcess[] both = [server.Connect("--user", "hans"), server.Connect("--user", "hans")];
            foreach (ClientProcess client in both) await client.ExpectNextAsync("Password:");
            await Task.WhenAll(both.Select(client => client.SendAsync("falcon*solo")));
            string[] answers = [await both[0].NextAsync(), await both[1].NextAsync()];
            int winner = Array.IndexOf(answers, ServerProcess.Welcome("hans"));
            await Assert.That(winner).IsNotEqualTo(-1);
            await Assert.That(answers[1 - winner]).IsEqualTo(AlreadyOnline);
            await both[winner].LogOutAsync();
        }
    }

    private static async Task<ClientProcess> AtNewPasswordAsync(ServerProcess server, string name)
    {
        ClientProcess client = server.Connect("--user", name);
        await client.ExpectNextAsync($"There is no account {name} yet: a new one is being made.", "Choose a password:");
        return client;
    }
}
