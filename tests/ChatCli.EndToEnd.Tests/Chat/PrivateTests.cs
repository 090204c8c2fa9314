namespace ChatCli.EndToEnd.Tests;

/// <summary>Private chats: asking for them, having them, ending them.</summary>
public class PrivateTests
{
    [Test]
    public async Task There_is_no_private_text_before_a_private_chat()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync("private luke hello", NoPrivate("luke"));
        await hans.AskAsync("stopprivate luke", NoPrivate("luke"));

        // Asking alone is not enough.
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await hans.AskAsync("private luke hello", NoPrivate("luke"));
        await luke.ExpectNextAsync("hans asks for a private chat: y to accept, n to decline");
        await luke.AskAsync("private hans hello", NoPrivate("hans"));
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Texts_go_both_ways_with_everything_else_in_between()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await server.LogInAllAsync("hans", "luke", "yoda");
        await StartAsync(hans, "hans", luke, "luke");
        await hans.SendAsync("private luke one");
        await luke.ExpectNextAsync("hans (private): one");
        await luke.SendAsync("private hans two", "message hans three");
        await hans.ExpectNextInAnyOrderAsync("luke (private): two", "luke: three");
        await hans.SendAsync("message yoda four", "private luke  \"five\" ", "broadcast six", "whoelse");
        await hans.ExpectNextAsync("luke", "yoda");
        await luke.ExpectNextInAnyOrderAsync("hans (private):  \"five\" ", "hans (to all): six");
        await yoda.ExpectNextAsync("hans: four", "hans (to all): six");

        for (int i = 0; i < 200; i++)
        {
            await hans.SendAsync($"private luke {i}");
            await luke.SendAsync($"private hans {i}");
        }
        for (int i = 0; i < 200; i++)
        {
            await hans.ExpectNextAsync($"luke (private): {i}");
            await luke.ExpectNextAsync($"hans (private): {i}");
        }
        await yoda.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Either_side_ends_it_and_it_can_begin_again()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await StartAsync(hans, "hans", luke, "luke");
        await hans.AskAsync("stopprivate luke", "private chat with luke ended");
        await luke.ExpectNextAsync("private chat with hans ended");
        await luke.AskAsync("private hans hello", NoPrivate("hans"));
        await hans.AskAsync("stopprivate luke", NoPrivate("luke"));

        await StartAsync(hans, "hans", luke, "luke");
        await luke.AskAsync("stopprivate hans", "private chat with hans ended");
        await hans.ExpectNextAsync("private chat with luke ended");

        await StartAsync(luke, "luke", hans, "hans");
        await luke.SendAsync("private hans hello again");
        await hans.ExpectNextAsync("luke (private): hello again");
    }

    [Test]
    public async Task A_log_out_of_one_side_ends_it_for_the_other()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await StartAsync(hans, "hans", luke, "luke");
        await hans.SendAsync("private luke bye", "logout");
        await luke.ExpectNextAsync("hans (private): bye");
        await luke.ExpectNextInAnyOrderAsync("private chat with hans ended", "hans logged out");
        await hans.ExpectNextAsync("private chat with luke ended", "logged out");
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(0);
        await luke.AskAsync("private hans hello?", "Error: the user is not online");
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_killed_client_ends_it_for_the_other()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Grace = 60 });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await StartAsync(hans, "hans", luke, "luke");
        hans.Kill();
        await luke.ExpectNextAsync("private chat with hans ended");
        await luke.AskAsync(
            "private hans hello?", "Error: hans is no longer reachable for the private chat; ask again with startprivate hans");
    }

    [Test]
    public async Task It_can_be_declined()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ExpectNextAsync("hans asks for a private chat: y to accept, n to decline");

        // Other commands keep working meanwhile.
        await luke.AskAsync("whoelse", "hans");
        await luke.AskAsync("n", "you declined the private chat with hans");
        await hans.ExpectNextAsync("luke declined the private chat");
        await hans.AskAsync("private luke hello", NoPrivate("luke"));
        await luke.AskAsync("y", "Error: unknown command \"y\"; type help for the commands");
        await luke.AskAsync("accept hans", "Error: this user does not ask for a private chat");
    }

    [Test]
    public async Task Whoever_asks_cannot_do_it_in_vain()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync("startprivate hans", "Error: this command is not for yourself");
        await hans.AskAsync("startprivate nobody", "Error: there is no such user");
        await hans.AskAsync("startprivate vader", "Error: the user is not online");
        await hans.AskAsync("private vader hello", "Error: the user is not online");
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await hans.AskAsync("startprivate luke", "Error: you have asked this user already");
        await luke.ExpectNextAsync("hans asks for a private chat: y to accept, n to decline");
        await luke.SendAsync("y");
        await luke.ExpectNextAsync("private chat with hans started");
        await hans.ExpectNextAsync("private chat with luke started");
        await hans.AskAsync("startprivate luke", "Error: a private chat with luke is open already");
        await luke.AskAsync("startprivate hans", "Error: a private chat with hans is open already");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Two_who_ask_each_other_have_accepted()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        for (int i = 0; i < 10; i++)
        {
            await hans.SendAsync("startprivate luke");
            await luke.SendAsync("startprivate hans");
            await hans.ExpectAsync("private chat with luke started");
            await luke.ExpectAsync("private chat with hans started");
            await hans.SendAsync($"private luke {i}");
            await luke.SendAsync($"private hans {i}");
            await hans.ExpectNextAsync($"luke (private): {i}");
            await luke.ExpectNextAsync($"hans (private): {i}");
            await hans.AskAsync("stopprivate luke", "private chat with luke ended");
            await luke.ExpectNextAsync("private chat with hans ended");
        }
    }

    [Test]
    public async Task Several_may_ask_and_several_chats_may_be_open()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess luke, ClientProcess hans, ClientProcess yoda, ClientProcess vader) =
            await server.LogInAllAsync("luke", "hans", "yoda", "vader");
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ExpectNextAsync("hans asks for a private chat: y to accept, n to decline");
        await yoda.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ExpectNextAsync("yoda asks for a private chat too: accept yoda or decline yoda");
        await vader.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ExpectNextAsync("vader asks for a private chat too: accept vader or decline vader");
        await luke.AskAsync("y", "several users ask: answer with accept NAME or decline NAME");
        await luke.AskAsync("accept yoda", "private chat with yoda started");
        await luke.AskAsync("decline vader", "you declined the private chat with vader");
        await vader.ExpectNextAsync("luke declined the private chat");
        await luke.AskAsync("y", "private chat with hans started");
        await hans.ExpectNextAsync("private chat with luke started");
        await yoda.ExpectNextAsync("private chat with luke started");

        await luke.SendAsync("private hans for hans", "private yoda for yoda");
        await hans.ExpectNextAsync("luke (private): for hans");
        await yoda.ExpectNextAsync("luke (private): for yoda");
        await luke.AskAsync("stopprivate yoda", "private chat with yoda ended");
        await yoda.ExpectNextAsync("private chat with luke ended");
        await hans.SendAsync("private luke still here");
        await luke.ExpectNextAsync("hans (private): still here");
        await vader.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task An_ask_ends_when_one_of_the_two_leaves()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ExpectNextAsync("hans asks for a private chat: y to accept, n to decline");
        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out", "the request for a private chat with luke ended: luke logged out");

        luke = await server.LogInAsync("luke");
        await hans.ExpectNextAsync("luke logged in");
        await luke.AskAsync("startprivate hans", "asked hans for a private chat");
        await hans.ExpectNextAsync("luke asks for a private chat: y to accept, n to decline");
        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out", "the request for a private chat with luke ended: luke logged out");
        await hans.AskAsync("y", "Error: unknown command \"y\"; type help for the commands");
    }

    internal static string NoPrivate(string user) => $"Error: there is no private chat with {user}; ask for one with startprivate {user}";

    /// <summary>One asks, the other accepts, both see it begin.</summary>
    internal static async Task StartAsync(ClientProcess asker, string askerName, ClientProcess asked, string askedName)
    {
        await asker.AskAsync($"startprivate {askedName}", $"asked {askedName} for a private chat");
        await asked.ExpectNextAsync($"{askerName} asks for a private chat: y to accept, n to decline");
        await asked.AskAsync("y", $"private chat with {askerName} started");
        await asker.ExpectNextAsync($"private chat with {askedName} started");
    }
}
