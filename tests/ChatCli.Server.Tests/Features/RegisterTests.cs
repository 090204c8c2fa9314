using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class RegisterTests
{
    [Test]
    public async Task A_new_account_is_online_at_once_and_announced()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        ScriptedClient eve = await server.GreetAsync();

        await Assert.That((await eve.RegisterAsync("eve", "pass")).ToString()).IsEqualTo("welcome eve");

        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence eve true");
        await ann.MessageAsync("eve", "hi");
        await Assert.That(await eve.NewsAsync()).IsEqualTo("message ann hi");
        await Assert.That(server.Accounts.Has("eve", "pass")).IsTrue();
    }

    [Test]
    public async Task An_account_made_here_can_log_in_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient eve = await server.GreetAsync();
        await eve.RegisterAsync("eve", "pass");
        await eve.LogoutAsync();

        await Assert.That((await server.TryLoginAsync("eve", "pass")).Answer.ToString()).IsEqualTo("welcome eve");
    }

    [Test]
    public async Task A_taken_name_is_refused_whatever_the_password()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 5; i++)
            await Assert.That((await client.RegisterAsync("ann", "x")).ToString()).IsEqualTo("error name_taken");
        await Assert.That((await client.RegisterAsync("ann", "ann-secret")).ToString()).IsEqualTo("error name_taken");

        // None of this was a wrong password.
        await Assert.That((await client.LoginAsync("ann", "ann-secret")).ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    [Arguments("")]
    [Arguments("two words")]
    [Arguments("tab\there")]
    [Arguments("line\nbreak")]
    [Arguments("ünï")]
    [Arguments("del\u007f")]
    [Arguments("123456789012345678901234567890123")]
    public async Task An_impossible_name_is_refused(string name)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await client.RegisterAsync(name, "pass")).ToString()).IsEqualTo("error invalid_name");
        await Assert.That((await client.RegisterAsync(name, "")).ToString()).IsEqualTo("error invalid_name");
        await Assert.That(server.Accounts.List().Count).IsEqualTo(4);
    }

    [Test]
    [Arguments("")]
    [Arguments("secret")]
    [Arguments("SCRAM-SHA-256$4095:{0}")]
    [Arguments("SCRAM-SHA-256$10000001:{0}")]
    [Arguments("SCRAM-SHA-1$4096:{0}")]
    [Arguments("SCRAM-SHA-256$4096:{0} ")]
    [Arguments("SCRAM-SHA-256$4096:{0}\nmallory {1}")]
    [Arguments("SCRAM-SHA-256$4096:AQID${2}")]
    [Arguments("{2}")]
    public async Task What_is_no_verifier_or_a_weak_one_is_refused(string form)
    {
        string right = $"{Passwords.Verifier("pass")}";
        string verifier = string.Format(null, form, right[(right.IndexOf(':') + 1)..], right, right[(right.LastIndexOf('$') + 1)..]);
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await client.AskAsync("register", ("name", "eve"), ("verifier", verifier))).ToString()).IsEqualTo("error invalid_verifier");
        await Assert.That((await client.AskAsync("account", ("name", "eve"))).ToString()).IsEqualTo("account false");
    }

    [Test]
    public async Task A_password_is_not_taken_in_place_of_a_verifier()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await client.AskAsync("register", ("name", "eve"), ("password", "secret"))).ToString()).IsEqualTo("error bad_request");
    }

    [Test]
    public async Task The_longest_name_passes()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        string name = new('~', 32);

        await Assert.That((await client.RegisterAsync(name, new string('!', 128))).ToString()).IsEqualTo($"welcome {name}");
    }

    [Test]
    public async Task Of_many_registrations_of_one_name_at_once_exactly_one_wins()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = [.. Enumerable.Range(0, 16).Select(_ => server.Connect())];
        foreach (ScriptedClient client in clients) await server.GreetAsync(client);
        var disk = new TaskCompletionSource();
        server.Accounts.Disk = disk.Task;

        Task<WireLine>[] asking = [.. clients.Select((client, i) => client.RegisterAsync("eve", $"pass{i}"))];
        disk.SetResult();
        string[] answers = [.. (await Task.WhenAll(asking)).Select(answer => answer.ToString())];

        await Assert.That(answers.Count(answer => answer == "welcome eve")).IsEqualTo(1);
        await Assert.That(answers.Count(answer => answer == "error name_taken")).IsEqualTo(15);
        await Assert.That(server.Accounts.Has("eve", $"pass{Array.IndexOf(answers, "welcome eve")}")).IsTrue();
    }

    [Test]
    public async Task An_account_that_cannot_be_kept_is_refused_and_may_be_tried_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        server.Accounts.IsBroken = true;
        await Assert.That((await client.RegisterAsync("eve", "pass")).ToString()).IsEqualTo("error not_stored");
        await Assert.That((await client.AskAsync("account", ("name", "eve"))).ToString()).IsEqualTo("account false");

        server.Accounts.IsBroken = false;
        await Assert.That((await client.RegisterAsync("eve", "pass")).ToString()).IsEqualTo("welcome eve");
    }

    [Test]
    public async Task Who_hangs_up_while_the_disk_writes_is_away_and_then_offline()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient watcher = await server.LoginAsync("ann");
        ScriptedClient eve = await server.GreetAsync();
        var disk = new TaskCompletionSource();
        server.Accounts.Disk = disk.Task;
        await eve.RequestAsync("register", ("name", "eve"), ("verifier", $"{Passwords.Verifier("pass")}"));
        eve.Dispose();

        disk.SetResult();
        await server.Log.WaitForDisconnectsAsync(1);
        server.Time.Advance(TimeSpan.FromSeconds(10));

        await Assert.That(await watcher.NewsAsync()).IsEqualTo("presence eve true; presence eve false");
        await Assert.That((await server.TryLoginAsync("eve", "pass")).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task The_login_deadline_holds_while_the_disk_writes()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient eve = await server.GreetAsync();
        var disk = new TaskCompletionSource();
        server.Accounts.Disk = disk.Task;
        await eve.RequestAsync("register", ("name", "eve"), ("verifier", $"{Passwords.Verifier("pass")}"));

        server.Time.Advance(TimeSpan.FromSeconds(60));

        await Assert.That((await eve.ReadAsync()).ToString()).IsEqualTo("error login_timeout");
        disk.SetResult();
        await Assert.That(await eve.TryReadAsync()).IsNull();
    }

    [Test]
    public async Task A_later_account_of_a_removed_name_inherits_nothing()
    {
        var store = new MemoryStore();
        await using TestServer server = await TestServer.StartAsync(store: store);
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob", "carol");
        ScriptedClient ann = clients[0];
        await clients[1].BlockAsync("ann");
        await clients[2].BlockAsync("bob");
        await clients[1].LogoutAsync();
        await ann.TryMessageAsync("bob", "refused");
        ScriptedClient dave = await server.LoginAsync("dave");
        await dave.MessageAsync("bob", "for the old bob");

        server.RemoveAccount("bob");
        await Assert.That(await ann.TryMessageAsync("bob", "x")).IsEqualTo("error unknown_user");
        ScriptedClient bob = await server.GreetAsync();
        await Assert.That((await bob.RegisterAsync("bob", "new")).ToString()).IsEqualTo("welcome bob");

        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
        await Assert.That(await ann.TryMessageAsync("bob", "now")).IsNull();
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann now");
        await Assert.That(await bob.TryMessageAsync("carol", "free")).IsNull();
        await Assert.That(await bob.BroadcastAsync("free")).IsEqualTo("broadcast true");
        await Assert.That((await store.ListBlocksAsync()).Count).IsEqualTo(0);
    }

    [Test]
    public async Task A_removed_account_is_told_disconnected_and_announced()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        server.RemoveAccount("bob");

        WireLine last = (await clients[1].ReadToEndAsync()).Single();
        await Assert.That(last.Type).IsEqualTo("loggedout");
        await Assert.That(last["reason"]).IsEqualTo("removed");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
        await Assert.That((await server.TryLoginAsync("bob")).Answer.ToString()).IsEqualTo("error wrong_password");
    }

    [Test]
    public async Task Removing_an_away_account_announces_its_end()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
        await clients[1].HangUpAsync();

        server.RemoveAccount("bob");

        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
        server.Time.Advance(TimeSpan.FromSeconds(60));
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Wrong_passwords_for_a_removed_account_are_forgotten()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient client, _) = await server.TryLoginAsync("bob", "x");
        await client.LoginAsync("bob", "x");
        server.RemoveAccount("bob");
        await client.RegisterAsync("bob", "new");
        await client.LogoutAsync();

        await Assert.That((await server.TryLoginAsync("bob", "x")).Answer.ToString()).IsEqualTo("error wrong_password");
    }

    [Test]
    public async Task An_account_added_outside_can_log_in_and_be_written_to()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Accounts.With("eve");
        server.Server.Follow(new AccountChanges(["eve"], [], []));

        await Assert.That(await ann.TryMessageAsync("eve", "hi")).IsNull();
        ScriptedClient eve = await server.LoginAsync("eve");
        await Assert.That(await eve.NewsAsync()).IsEqualTo("message ann hi stored");
    }
}
