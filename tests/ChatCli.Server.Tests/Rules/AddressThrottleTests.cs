using System.Net;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Rules;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Server.Tests;

/// <summary>One machine cannot lock everybody out by wrong passwords, nor fill the accounts.</summary>
public class AddressThrottleTests
{
    private static readonly ServerOptions FiveTries = new() { TriesAtOnce = 5, TryTime = TimeSpan.FromSeconds(4) };

    [Test]
    public async Task Too_many_wrong_passwords_of_one_address_are_not_judged_and_block_nobody()
    {
        await using TestServer server = await TestServer.StartAsync(FiveTries);
        ScriptedClient attacker = await ConnectAsync(server, "192.0.2.1");
        // Two wrong ones for each name: a third would block it.
        foreach (string name in (string[])["ann", "ann", "bob", "bob", "carol"])
            await Assert.That((await attacker.LoginAsync(name, "x")).ToString()).IsEqualTo("error wrong_password");
        foreach (string name in (string[])["ann", "bob", "carol", "carol", "dave", "dave", "dave"])
            await Assert.That((await attacker.LoginAsync(name, "x")).ToString()).IsEqualTo("error slow_down 4000");
        // Nor does it learn whether a password is right, on whatever connection.
        ScriptedClient second = await ConnectAsync(server, "192.0.2.1");
        await Assert.That((await second.LoginAsync("ann", "ann-secret")).ToString()).IsEqualTo("error slow_down 4000");

        foreach (string name in (string[])["ann", "bob", "carol", "dave"])
        {
            ScriptedClient client = await ConnectAsync(server, "192.0.2.2");
            await Assert.That((await client.LoginAsync(name, TestServer.PasswordOf(name))).Type).IsEqualTo("welcome");
        }
    }

    [Test]
    public async Task After_the_time_said_one_more_is_judged()
    {
        await using TestServer server = await TestServer.StartAsync(FiveTries);
        ScriptedClient client = await ConnectAsync(server, "192.0.2.1");
        foreach (string name in (string[])["ann", "ann", "bob", "bob", "carol", "carol"]) await client.LoginAsync(name, "x");
        server.Time.Advance(TimeSpan.FromSeconds(4) - TimeSpan.FromMilliseconds(1));
        WireLine refusal = await client.LoginAsync("carol", "x");
        await Assert.That(refusal.ToString()).IsEqualTo("error slow_down 1");
        await Assert.That(refusal["text"]).IsEqualTo("too many wrong passwords from your address; please try again in 1 s");
        server.Time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.That((await client.LoginAsync("carol", "x")).ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("carol", "x")).ToString()).IsEqualTo("error slow_down 4000");
    }

    [Test]
    public async Task What_was_challenged_in_time_is_not_judged_either_once_there_were_too_many()
    {
        await using TestServer server = await TestServer.StartAsync(FiveTries);
        var challenged = new List<(ScriptedClient Client, string Response)>();
        for (int i = 0; i < 8; i++)
        {
            ScriptedClient client = await ConnectAsync(server, "192.0.2.1");
            (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync(i < 6 ? "nobody" : "ann");
            challenged.Add((client, exchange.Respond(challenge, i < 7 ? "x" : "ann-secret")));
        }
        foreach ((ScriptedClient client, string response) in challenged[..5])
            await Assert.That((await RespondAsync(client, response)).ToString()).IsEqualTo("error wrong_password");
        foreach ((ScriptedClient client, string response) in challenged[5..])
            await Assert.That((await RespondAsync(client, response)).ToString()).IsEqualTo("error slow_down 4000");

        // The response was used up, and a new login is not even challenged.
        await Assert.That((await RespondAsync(challenged[7].Client, challenged[7].Response)).ToString()).IsEqualTo("error out_of_place");
        await Assert.That((await challenged[7].Client.BeginLoginAsync("ann")).Answer.ToString()).IsEqualTo("error slow_down 4000");
        server.Time.Advance(TimeSpan.FromSeconds(4));
        await Assert.That((await challenged[7].Client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    [Arguments("malformed")]
    [Arguments("channel_binding")]
    [Arguments("outdated")]
    public async Task What_makes_the_server_compute_and_is_no_right_proof_costs_the_address_a_try_and_the_name_nothing(string what)
    {
        await using TestServer server = await TestServer.StartAsync(FiveTries);
        ScriptedClient attacker = await ConnectAsync(server, "192.0.2.1");
        for (int i = 0; i < 5; i++)
        {
            (ScramClient exchange, WireLine challenge) = await attacker.BeginLoginAsync("ann");
            string response = exchange.Respond(challenge, "x");
            if (what == "outdated") server.ChangePassword("ann", $"new{i}");
            if (what == "malformed") response = "nonsense";
            if (what == "channel_binding") response = response.Replace("c=biws,", "c=eSws,", StringComparison.Ordinal);
            await Assert.That((await RespondAsync(attacker, response)).Type).IsEqualTo("error");
        }
        await Assert.That((await attacker.BeginLoginAsync("ann")).Answer.ToString()).IsEqualTo("error slow_down 4000");

        ScriptedClient ann = await ConnectAsync(server, "192.0.2.2");
        await Assert.That((await ann.LoginAsync("ann", what == "outdated" ? "new4" : "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task Right_passwords_do_not_count()
    {
        await using TestServer server = await TestServer.StartAsync(FiveTries);
        ScriptedClient client = await ConnectAsync(server, "192.0.2.1");
        for (int i = 0; i < 4; i++) await client.LoginAsync(i < 2 ? "ann" : "bob", "x");
        for (int i = 0; i < 20; i++)
        {
            ScriptedClient other = await ConnectAsync(server, "192.0.2.1");
            await Assert.That((await other.LoginAsync("carol", "carol-secret")).Type).IsEqualTo("welcome");
            await Assert.That((await client.LoginAsync("carol", "carol-secret")).ToString()).IsEqualTo("error already_online");
            await other.LogoutAsync();
        }

        await Assert.That((await client.LoginAsync("dave", "x")).ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("dave", "x")).ToString()).IsEqualTo("error slow_down 4000");
    }

    [Test]
    public async Task A_session_is_taken_over_whatever_its_address_has_tried()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { TriesAtOnce = 1 });
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", TestServer.InstanceOf("ann"));
        (ScriptedClient other, _) = await server.TryLoginAsync("bob", "x");
        await Assert.That((await other.LoginAsync("bob", "bob-secret")).ToString()).IsEqualTo("error slow_down 4000");

        ann.Dispose();
        await server.ResumeAsync("ann", TestServer.InstanceOf("ann"), token);
    }

    [Test]
    public async Task One_address_makes_only_so_many_accounts()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { AccountsAtOnce = 3, AccountTime = TimeSpan.FromSeconds(5) });
        for (int i = 0; i < 3; i++)
            await Assert.That((await (await ConnectAsync(server, "192.0.2.1")).RegisterAsync($"new{i}", "secret")).Type).IsEqualTo("welcome");
        ScriptedClient client = await ConnectAsync(server, "192.0.2.1");
        await Assert.That((await client.RegisterAsync("new3", "secret")).ToString()).IsEqualTo("error slow_down 5000");
        await Assert.That(server.Accounts.List()).DoesNotContain("new3");
        await Assert.That((await (await ConnectAsync(server, "192.0.2.2")).RegisterAsync("new4", "secret")).Type).IsEqualTo("welcome");

        server.Time.Advance(TimeSpan.FromSeconds(5));
        await Assert.That((await client.RegisterAsync("new3", "secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task A_class_of_a_hundred_behind_one_address_begins()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"pupil{i}")];
        await using TestServer server = await TestServer.StartAsync([.. names, "teacher"]);
        foreach (string name in names)
        {
            ScriptedClient client = await ConnectAsync(server, "192.0.2.1");
            if (name.EndsWith('7')) await Assert.That((await client.LoginAsync(name, "mistyped")).ToString()).IsEqualTo("error wrong_password");
            await Assert.That((await client.LoginAsync(name, TestServer.PasswordOf(name))).Type).IsEqualTo("welcome");
        }
        foreach (string name in names)
        {
            ScriptedClient client = await ConnectAsync(server, "192.0.2.1");
            await Assert.That((await client.RegisterAsync($"{name}-b", "secret")).Type).IsEqualTo("welcome");
        }
    }

    [Test]
    public async Task Its_table_stays_small_and_keeps_those_who_try_most()
    {
        var time = new FakeTimeProvider();
        var throttle = new AddressThrottle(new Rate(time, 2, TimeSpan.FromSeconds(4)), Refusal.TooManyTries);
        var worst = new ClientAddress(1);
        for (int i = 0; i < 2; i++) await Assert.That(throttle.TryBegin(worst, out _)).IsTrue();
        for (uint i = 0; i < AddressThrottle.MaxAddresses + 500; i++) throttle.TryBegin(new ClientAddress(1000 + i), out _);
        await Assert.That(throttle.Count).IsEqualTo(AddressThrottle.MaxAddresses);
        await Assert.That(throttle.TryBegin(worst, out _)).IsFalse();

        time.Advance(TimeSpan.FromSeconds(4));
        throttle.TryBegin(new ClientAddress(2), out _);
        // Only the worst one and the last one have something in use.
        await Assert.That(throttle.Count).IsEqualTo(2);
        throttle.Forgive(new ClientAddress(2));
        await Assert.That(throttle.Count).IsEqualTo(1);
    }

    private static Task<WireLine> RespondAsync(ScriptedClient client, string data) => client.AskAsync("response", ("data", data));

    private static Task<ScriptedClient> ConnectAsync(TestServer server, string address) =>
        server.GreetAsync(server.Connect(from: new IPEndPoint(IPAddress.Parse(address), 40_000)));
}
