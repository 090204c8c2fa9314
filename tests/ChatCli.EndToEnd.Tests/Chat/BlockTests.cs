namespace ChatCli.EndToEnd.Tests;

/// <summary>Luke blocks Hans; Yoda looks on.</summary>
public class BlockTests
{
    private const string Refused = "Error: not possible: the user has blocked you";
    private const string Incomplete = "your message could not be delivered to some recipients";

    [Test]
    public async Task A_broadcast_of_the_blocked_one_reaches_the_others()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await BlockedAsync(server);
        await hans.AskAsync("broadcast hello", Incomplete);
        await yoda.ExpectNextAsync("hans (to all): hello");
        await luke.ExpectNothingMoreAsync();

        // The other way round nothing is kept back.
        await luke.SendAsync("broadcast hello yourself");
        await luke.ExpectNothingMoreAsync();
        await hans.ExpectNextAsync("luke (to all): hello yourself");

        // And it does not depend on whether the blocker is online.
        await luke.LogOutAsync();
        await hans.AskAsync("broadcast still there?", Incomplete);
    }

    [Test]
    public async Task The_blocked_one_cannot_reach_the_blocker()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, _) = await BlockedAsync(server);
        string[] tries = ["message luke hello", "startprivate luke", "private luke hello", "stopprivate luke"];
        foreach (string line in tries) await hans.AskAsync(line, Refused);
        await luke.SendAsync("message hans but I may");
        await hans.ExpectNextAsync("luke: but I may");
        await luke.ExpectNothingMoreAsync();

        await luke.LogOutAsync();
        foreach (string line in tries) await hans.AskAsync(line, Refused);
        luke = await server.LogInAsync("luke");
        await luke.ExpectNothingMoreAsync();
        await hans.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task The_blocker_is_in_no_list_of_the_blocked_one()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await BlockedAsync(server);
        await hans.AskAsync("whoelse", "yoda");
        await hans.AskAsync("whoelsesince 1000", "yoda");
        await luke.AskAsync("whoelse", "hans", "yoda");
        await luke.AskAsync("whoelsesince 1000", "hans", "yoda");
        await yoda.AskAsync("whoelse", "hans", "luke");
        await luke.LogOutAsync();
        await hans.AskAsync("whoelsesince 1000", "yoda");
        await hans.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task The_blocked_one_is_told_nothing_of_the_blocker_coming_and_going()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await BlockedAsync(server);
        await luke.LogOutAsync();
        await yoda.ExpectNextAsync("luke logged out");
        luke = await server.LogInAsync("luke");
        await yoda.ExpectNextAsync("luke logged in");
        luke.Kill();
        await yoda.ExpectNextAsync("luke logged out");
        luke = await server.LogInAsync("luke");
        await hans.ExpectNothingMoreAsync();

        await hans.LogOutAsync();
        await luke.ExpectNextAsync("hans logged out");
        await server.LogInAsync("hans");
        await luke.ExpectNextAsync("hans logged in");
    }

    [Test]
    public async Task Unblocking_brings_everything_back()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await BlockedAsync(server);
        await luke.AskAsync("unblock hans", "hans is unblocked");
        await hans.ExpectNothingMoreAsync();
        await hans.AskAsync("whoelse", "luke", "yoda");
        await hans.AskAsync("whoelsesince 1000", "luke", "yoda");
        await hans.SendAsync("message luke hello", "broadcast hello");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNextAsync("hans: hello", "hans (to all): hello");
        await yoda.ExpectNextAsync("hans (to all): hello");
        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out");
    }

    [Test]
    public async Task What_makes_no_sense_is_refused()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (_, ClientProcess luke, _) = await BlockedAsync(server);
        await luke.AskAsync("block luke", "Error: this command is not for yourself");
        await luke.AskAsync("block nobody", "Error: there is no such user");
        await luke.AskAsync("block hans", "Error: you have blocked this user already");
        await luke.AskAsync("unblock luke", "Error: this command is not for yourself");
        await luke.AskAsync("unblock nobody", "Error: there is no such user");
        await luke.AskAsync("unblock yoda", "Error: you have not blocked this user");

        // Somebody who is not online can be blocked too.
        await luke.AskAsync("block vader", "vader is blocked");
        await luke.AskAsync("unblock vader", "vader is unblocked");
        await luke.AskAsync("unblock vader", "Error: you have not blocked this user");
    }

    [Test]
    public async Task A_message_from_before_the_block_is_still_delivered()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await hans.SendAsync("message luke before");
        await hans.RoundTripAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        await luke.ExpectNextAsync("hans: before");
        await luke.AskAsync("block hans", "hans is blocked");
        await hans.ExpectAsync("luke logged in");
        await hans.AskAsync("message luke after", Refused);
    }

    private static async Task<ClientProcess[]> BlockedAsync(ServerProcess server)
    {
        ClientProcess[] clients = await server.LogInAllAsync("hans", "luke", "yoda");
        await clients[1].AskAsync("block hans", "hans is blocked");
        await clients[0].ExpectNothingMoreAsync();
        return clients;
    }
}
