using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>A later account of a removed one's name inherits nothing, in whatever order the server learns of it.</summary>
public sealed class RemovedAccountTests : IDisposable
{
    private static readonly string Bob = TestServer.InstanceOf("bob");

    private readonly StoreFolder _folder = new();

    private string FilePath => _folder.File("credentials.txt");

    private AccountMaintenance Maintenance => new(FilePath, TextWriter.Null);

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Removed_and_added_between_two_looks_of_the_server_it_is_another_account()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        string token = await LeaveThingsAsync(server);

        Maintenance.Remove("bob");
        AddBob();
        file.Refresh();

        await ExpectNothingOfBobAsync(server, token);
        await Assert.That(AdminRequestFile.MayHaveSome(FilePath)).IsFalse();
    }

    [Test]
    public async Task Removed_by_hand_and_added_by_a_command_between_two_looks_it_is_another_account()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        string token = await LeaveThingsAsync(server);

        // Also what a command leaves behind that is killed in its middle.
        await File.WriteAllTextAsync(FilePath, "ann a\n");
        AddBob();
        file.Refresh();

        await ExpectNothingOfBobAsync(server, token);
    }

    [Test]
    public async Task Removed_by_a_command_and_added_by_hand_between_two_looks_it_is_another_account()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        string token = await LeaveThingsAsync(server);

        Maintenance.Remove("bob");
        await File.AppendAllTextAsync(FilePath, "bob b\n");
        file.Refresh();

        await ExpectNothingOfBobAsync(server, token);
    }

    [Test]
    public async Task Removed_and_added_while_no_server_runs_it_is_another_account()
    {
        string token;
        await using (TestServer first = await StartAsync())
        {
            Wire(first).Dispose();
            token = await LeaveThingsAsync(first);
        }
        Maintenance.Remove("bob");
        AddBob();

        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        file.Refresh();

        await ExpectNothingOfBobAsync(server, token);
    }

    [Test]
    public async Task The_session_ends_at_the_next_look()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        Maintenance.Remove("bob");
        file.Refresh();

        await Assert.That((await clients[1].ReadAsync()).Raw).Contains("you were logged out: the account was removed");
        await Assert.That(await clients[0].NewsAsync()).IsEqualTo("presence bob false");
        await Assert.That(await clients[0].TryMessageAsync("bob", "hi")).IsEqualTo("error unknown_user");
        await Assert.That(await server.Store.UsersAsync()).IsEqualTo("ann");
    }

    [Test]
    public async Task What_was_done_for_an_administrator_is_logged_in_plain_words()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        using (CredentialsLock held = CredentialsLock.Take(FilePath))
        {
            foreach (AdminRequestKind kind in Enum.GetValues<AdminRequestKind>()) held.Requests.Add(new AdminRequest(kind, "bob"));
        }
        file.Refresh();

        foreach (string line in (string[])
            [
                "bob: all data of an earlier account deleted, if there was any",
                "bob: password changed by an administrator; a lost session cannot be resumed",
                "bob: unblocked by an administrator",
            ])
            await Assert.That(server.Log.Lines).Contains($"Information: {line} ");
    }

    [Test]
    public async Task A_command_that_is_killed_before_it_adds_harms_nobody()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        await LeaveThingsAsync(server);

        using (CredentialsLock held = CredentialsLock.Take(FilePath)) held.Requests.Add(new AdminRequest(AdminRequestKind.Forget, "carol"));
        file.Refresh();

        await Assert.That(AdminRequestFile.MayHaveSome(FilePath)).IsFalse();
        ScriptedClient bob = await server.LoginAsync("bob");
        await Assert.That(await bob.NewsAsync()).Contains("for the first bob");
    }

    [Test]
    public async Task While_the_store_cannot_delete_nobody_gets_in_under_the_name_and_it_is_tried_again()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\nbob b\n");
        using CredentialsFile file = CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: true);
        bool works = false;
        var asked = new List<AdminRequest>();
        var rejected = new List<string>();
        var added = new List<string>();
        file.Requested = requests =>
        {
            asked.AddRange(requests);
            return Task.FromResult(works);
        };
        (file.Rejected, file.Changed) = (rejected.Add, changes => added.AddRange(changes.Added));
        Maintenance.Remove("bob");
        AddBob();

        for (int i = 0; i < 3; i++) file.Refresh();

        await Assert.That(asked.Count).IsEqualTo(3);
        await Assert.That(rejected.Count).IsEqualTo(1);
        await Assert.That(await file.FindVerifierAsync("bob")).IsNull();
        await Assert.That(await file.AddAsync("bob", Passwords.Verifier("x"))).IsEqualTo(AddAccountResult.NotStored);
        works = true;
        file.Refresh();
        await Assert.That(string.Join(' ', added)).IsEqualTo("bob");
        await Assert.That(Passwords.Fits(await file.FindVerifierAsync("bob"), "second")).IsTrue();
        await Assert.That(AdminRequestFile.MayHaveSome(FilePath)).IsFalse();
    }

    [Test]
    public async Task What_is_kept_for_names_without_an_account_is_deleted_at_the_start()
    {
        await using (TestServer first = await StartAsync())
        {
            await LeaveThingsAsync(first);
            await first.LoginAsync("ann");
        }

        await using TestServer server = await TestServer.StartAsync(["ann"], store: _folder.Open());
        await server.StopAsync();

        await Assert.That(await server.Store.UsersAsync()).IsEqualTo("ann");
        await Assert.That(string.Join('\n', server.Log.Lines)).Contains("what was kept for 1 names without an account is deleted");
    }

    [Test]
    public async Task Where_nobody_has_an_account_all_is_kept()
    {
        await using (TestServer first = await StartAsync()) await LeaveThingsAsync(first);

        await using (TestServer wrong = await TestServer.StartAsync(["eve"], store: _folder.Open()))
        {
            await wrong.StopAsync();
            await Assert.That(wrong.Log.Lines.Single(line => line.Contains("are these the right accounts?", StringComparison.Ordinal))).Contains("2 names");
        }

        await using TestServer server = await StartAsync();
        await Assert.That(await (await server.LoginAsync("bob")).NewsAsync()).Contains("for the first bob");
    }

    [Test]
    public async Task A_name_that_is_registered_while_those_without_an_account_are_listed_loses_nothing()
    {
        var store = new GatedStore { IsOpen = true, HoldsUsers = true };
        foreach (string name in (string[])["ann", "bob", "eve"]) await store.AddAsync(name, StoreMessages.Message("old", from: "carol"));
        await using TestServer server = await TestServer.StartAsync(["ann", "carol"], store: store);
        await Assert.That(store.Pending.Single()).IsEqualTo("users");

        // Everybody is served meanwhile.
        ScriptedClient carol = await server.LoginAsync("carol");
        ScriptedClient bob = await server.GreetAsync();
        await Assert.That((await bob.RegisterAsync("bob", "pass")).ToString()).IsEqualTo("welcome bob");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
        await bob.LogoutAsync();
        await carol.MessageAsync("bob", "new");
        await carol.MessageAsync("ann", "new");
        store.Release("users");
        store.HoldsUsers = false;

        await Assert.That(await store.UsersAsync()).DoesNotContain("eve");
        (bob, WireLine answer) = await server.TryLoginAsync("bob", "pass");
        await Assert.That(answer.ToString()).IsEqualTo("welcome bob");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message carol new stored");
        await Assert.That(await (await server.LoginAsync("ann")).NewsAsync()).IsEqualTo("message carol old stored; message carol new stored");
    }

    [Test]
    public async Task A_name_that_is_registered_at_the_moment_of_its_removal_loses_nothing()
    {
        var store = new GatedStore { IsOpen = true };
        await store.AddAsync("bob", StoreMessages.Message("old"));
        var users = new UserDirectory(store, new TakenJournal(store, TimeProvider.System), TimeProvider.System);
        var registering = new Thread(() =>
        {
            users.AddNew("bob");
            _ = store.AddAsync("bob", StoreMessages.Message("new"));
        });
        store.BeforeRemoveUser = _ =>
        {
            store.BeforeRemoveUser = _ => { };
            // It has come as far as it can: to its end, or to where it waits.
            registering.Start();
            SpinWait.SpinUntil(() => !registering.IsAlive || registering.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        };

        await Assert.That(await users.ForgetStrangersAsync(["bob"])).IsEqualTo(1);
        registering.Join();

        await Assert.That((await store.ListAsync("bob")).Single().Text).IsEqualTo("new");
    }

    [Test]
    public async Task Who_registers_with_the_wrong_accounts_does_not_have_all_others_forgotten()
    {
        var store = new GatedStore { IsOpen = true, HoldsUsers = true };
        foreach (string name in (string[])["ann", "bob"]) await store.AddAsync(name, StoreMessages.Message("old", from: "carol"));
        await using TestServer server = await TestServer.StartAsync(["gil"], store: store);
        ScriptedClient bob = await server.GreetAsync();
        await bob.RegisterAsync("bob", "pass");
        store.Release("users");
        store.HoldsUsers = false;

        await Assert.That(await store.UsersAsync()).Contains("ann");
    }

    [Test]
    public async Task A_password_changed_by_a_command_voids_the_token_whether_a_server_runs_or_not()
    {
        foreach (bool isRunning in (bool[])[true, false])
        {
            string token;
            await using (TestServer first = await StartAsync())
            {
                using CredentialsFile file = Wire(first);
                (ScriptedClient bob, token) = await first.LoginAsync("bob", Bob);
                if (isRunning)
                {
                    Maintenance.ChangePassword("bob", () => "second", Limits.MinIterations);
                    file.Refresh();
                    // The session goes on.
                    await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ");
                }
            }
            if (!isRunning) Maintenance.ChangePassword("bob", () => "third", Limits.MinIterations);

            await using TestServer server = await StartAsync();
            using CredentialsFile again = Wire(server, isNew: false);
            again.Refresh();

            await Assert.That((await server.TryResumeAsync("bob", Bob, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        }
    }

    [Test]
    public async Task A_blocked_name_gets_in_again_when_the_administrator_says_so()
    {
        await using TestServer server = await StartAsync();
        using CredentialsFile file = Wire(server);
        for (int i = 0; i < 3; i++) await server.TryLoginAsync("bob", "wrong");
        await Assert.That((await server.TryLoginAsync("bob")).Answer.ToString()).IsEqualTo("error account_blocked");

        Task unblocking = Task.Run(() => Maintenance.Unblock("bob"));
        while (!unblocking.IsCompleted) file.Refresh();
        await unblocking;

        await Assert.That((await server.TryLoginAsync("bob")).Answer.ToString()).IsEqualTo("welcome bob");
    }

    private void AddBob() => Maintenance.Add("bob", () => "second", Limits.MinIterations);

    private Task<TestServer> StartAsync() => TestServer.StartAsync(["ann", "bob"], store: _folder.Open());

    /// <summary>The file tells the server of its changes; which passwords count is the test's.</summary>
    private CredentialsFile Wire(TestServer server, bool isNew = true)
    {
        if (isNew && !File.Exists(FilePath)) File.WriteAllText(FilePath, "ann a\nbob b\n");
        CredentialsFile file = CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: true);
        (file.Changed, file.Requested) = (server.Server.Follow, server.Server.CarryOutAsync);
        return file;
    }

    /// <summary>A message that waits for bob, his block of ann, and his token.</summary>
    private static async Task<string> LeaveThingsAsync(TestServer server)
    {
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Bob);
        await bob.HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(20));
        await ann.EventsAsync();
        await ann.MessageAsync("bob", "for the first bob");
        await server.Store.AddBlockAsync(new StoredBlock("bob", "ann"));
        await ann.EventsAsync();
        await ann.LogoutAsync();
        return token;
    }

    private static async Task ExpectNothingOfBobAsync(TestServer server, string token)
    {
        await Assert.That((await server.TryResumeAsync("bob", Bob, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That((await server.Store.ListBlocksAsync()).Count).IsEqualTo(0);
        ScriptedClient bob = await server.LoginAsync("bob");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
    }
}
