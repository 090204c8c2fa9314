namespace ChatCli.EndToEnd.Tests;

/// <summary>Messages to somebody who is not there.</summary>
public class OfflineMessageTests
{
    [Test]
    public async Task They_wait_for_the_login_and_come_in_their_order()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess yoda) = await server.LogInAllAsync("hans", "yoda");
        await hans.SendAsync("message luke one", "message luke two", "message luke three");
        await hans.ExpectNothingMoreAsync();
        await yoda.SendAsync("message luke four");
        await yoda.ExpectNothingMoreAsync();

        ClientProcess luke = await server.LogInAsync("luke");
        await luke.ExpectNextAsync("hans: one", "hans: two", "hans: three", "yoda: four");
        await hans.ExpectNextAsync("luke logged in");
        await yoda.ExpectNextAsync("luke logged in");
        await luke.ExpectNothingMoreAsync();

        // Once, and not again.
        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out");
        await yoda.ExpectNextAsync("luke logged out");
        luke = await server.LogInAsync("luke");
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task They_come_before_what_is_said_after_the_login()
    {
        const int Stored = 1000;
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { MessageRate = 0 });
        ClientProcess hans = await server.LogInAsync("hans");
        for (int i = 0; i < Stored; i++) await hans.SendAsync($"message luke stored {i}");
        await hans.RoundTripAsync();

        // Login and new messages at the same moment: whichever the server takes first, the order is the one in which they were sent.
        Task<ClientProcess> login = server.LogInAsync("luke");
        for (int i = 0; i < 100; i++) await hans.SendAsync($"message luke new {i}");
        ClientProcess luke = await login;
        for (int i = 0; i < Stored; i++) await luke.ExpectNextAsync($"hans: stored {i}");
        for (int i = 0; i < 100; i++) await luke.ExpectNextAsync($"hans: new {i}");
        await hans.RoundTripAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Nothing_is_lost_or_doubled_while_somebody_comes_and_goes()
    {
        const int Messages = 2_000;
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { MessageRate = 0 });
        ClientProcess luke = await server.LogInAsync("luke");
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i++) await luke.SendAsync($"message hans {i}");
            await luke.RoundTripAsync();
        });
        List<string> received = [];
        bool isLast;
        do
        {
            isLast = sending.IsCompleted;
            ClientProcess hans = await server.LogInAsync("hans");
            if (isLast && !received.Contains($"luke: {Messages - 1}")) await hans.ExpectAsync($"luke: {Messages - 1}");
            await hans.SendAsync("logout");
            await hans.ExpectAsync("logged out");
            await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(0);
            received.AddRange(hans.Output.Where(line => line.StartsWith("luke: ", StringComparison.Ordinal)));
        }
        while (!isLast);
        await sending;
        await Assert.That(string.Join('|', received)).IsEqualTo(string.Join('|', Enumerable.Range(0, Messages).Select(i => $"luke: {i}")));
    }

    [Test]
    public async Task What_there_is_no_room_for_is_not_accepted_and_stops_nothing()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { FileBlocks = 400, AllowsErrors = true });
        ClientProcess hans = server.Connect("--user", "hans", "--receipts");
        await hans.ExpectNextAsync("Password:");
        await hans.AskAsync(Accounts.Password("hans"), ServerProcess.Welcome("hans"));
        ClientProcess yoda = await server.LogInAsync("yoda");
        string filling = new('x', 9000);
        for (int i = 0; i < 40; i++) await hans.SendAsync($"message luke {i} {filling}");
        await hans.ExpectAsync("message to luke: not stored, will try again");

        // Who is there is reached as ever.
        await hans.SendAsync("message yoda hello");
        await yoda.ExpectNextAsync("hans: hello");
        await hans.ExpectAsync("receipt 41 yoda delivered");
        int stored = hans.Output.Count(line => line.EndsWith(" luke stored", StringComparison.Ordinal));
        await Assert.That(stored).IsGreaterThan(0);
        hans.Kill();
        ClientProcess luke = await server.LogInAsync("luke");
        for (int i = 0; i < stored; i++) await luke.ExpectNextAsync($"hans: {i} {filling}");
    }

    [Test]
    public async Task What_waits_for_one_is_not_shown_to_another()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await hans.SendAsync("message luke for you alone");
        await hans.RoundTripAsync();
        ClientProcess yoda = await server.LogInAsync("yoda");
        await yoda.ExpectNothingMoreAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        await luke.ExpectNextAsync("hans: for you alone");
    }
}
