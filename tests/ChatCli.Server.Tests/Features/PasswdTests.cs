using ChatCli.Server.Rules;
using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class PasswdTests
{
    private static readonly string Process = TestServer.InstanceOf("ann's first");

    [Test]
    public async Task The_new_password_counts_from_then_on_and_the_old_one_no_more()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");

        await Assert.That((await ann.PasswdAsync("new")).ToString()).IsEqualTo("passwd");
        await ann.LogoutAsync();

        await Assert.That((await server.TryLoginAsync("ann")).Answer.ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await server.TryLoginAsync("ann", "new")).Answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task The_session_goes_on_and_nobody_is_told()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");

        await clients[0].PasswdAsync("new");

        await clients[0].MessageAsync("bob", "still here");
        await Assert.That(await clients[1].NewsAsync()).IsEqualTo("message ann still here");
    }

    [Test]
    public async Task The_token_from_before_is_void_and_the_new_one_takes_the_session_over()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient first, string old) = await server.LoginAsync("ann", Process);
        (ScriptedClient ann, string token) = await server.ResumeAsync("ann", Process, old);

        string renewed = (await ann.PasswdAsync("new"))["token"];
        await ann.HangUpAsync();

        // The one before the last counted too until now.
        await Assert.That((await server.TryResumeAsync("ann", Process, old)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That((await server.TryResumeAsync("ann", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That((await server.TryResumeAsync("ann", Process, renewed)).Answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task What_is_no_verifier_changes_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", Process);
        string weak = $"{Passwords.Verifier("new")}".Replace("$4096:", "$4095:", StringComparison.Ordinal);

        foreach (string verifier in (string[])["", "new", weak])
            await Assert.That((await ann.AskAsync("passwd", ("verifier", verifier))).ToString()).IsEqualTo("error invalid_verifier");

        await Assert.That(server.Accounts.Has("ann", "ann-secret")).IsTrue();
        await ann.HangUpAsync();
        await Assert.That((await server.TryResumeAsync("ann", Process, token)).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task A_password_that_cannot_be_kept_is_refused_and_the_old_one_and_the_token_stay()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", Process);
        server.Accounts.IsBroken = true;

        await Assert.That((await ann.PasswdAsync("new")).ToString()).IsEqualTo("error not_stored");

        await ann.HangUpAsync();
        await Assert.That((await server.TryResumeAsync("ann", Process, token)).Answer.Type).IsEqualTo("welcome");
        await Assert.That(server.Accounts.Has("ann", "ann-secret")).IsTrue();
    }

    [Test]
    public async Task The_new_token_outlives_the_server_and_the_old_one_does_not()
    {
        using var folder = new StoreFolder();
        string old, renewed;
        await using (TestServer first = await TestServer.StartAsync(store: folder.Open()))
        {
            (ScriptedClient ann, old) = await first.LoginAsync("ann", Process);
            renewed = (await ann.PasswdAsync("new"))["token"];
        }
        await using TestServer server = await TestServer.StartAsync(store: folder.Open());

        await Assert.That((await server.TryResumeAsync("ann", Process, old)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That((await server.TryResumeAsync("ann", Process, renewed)).Answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task A_password_changed_outside_voids_the_token_and_leaves_the_session()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", Process);
        ScriptedClient bob = await server.LoginAsync("bob");
        await ann.EventsAsync();

        server.ChangePassword("ann", "new");

        await bob.MessageAsync("ann", "still there?");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("message bob still there?");
        await ann.HangUpAsync();
        await Assert.That((await server.TryResumeAsync("ann", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That((await server.TryLoginAsync("ann")).Answer.ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await server.TryLoginAsync("ann", "new")).Answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task It_is_a_command_and_restarts_the_idle_clock()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.FromSeconds(100) });
        ScriptedClient ann = await server.LoginAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(99));
        await ann.PasswdAsync("new");
        server.Time.Advance(TimeSpan.FromSeconds(99));

        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    public async Task A_server_that_dies_in_the_middle_does_not_come_back_with_the_old_token()
    {
        var store = new MemoryStore();
        await using TestServer first = await TestServer.StartAsync(store: store);
        (ScriptedClient ann, string token) = await first.LoginAsync("ann", Process);
        var disk = new TaskCompletionSource();
        first.Accounts.Disk = disk.Task;
        Task<WireLine> changing = ann.PasswdAsync("new");
        ScriptedClient bob = await first.LoginAsync("bob");
        while ((await store.ListTokensAsync()).Any(kept => kept.User == "ann")) await bob.WhoElseAsync();

        await using (TestServer second = await TestServer.StartAsync(store: store))
            await Assert.That((await second.TryResumeAsync("ann", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");

        disk.SetResult();
        await Assert.That((await changing).ToString()).IsEqualTo("passwd");
    }

    [Test]
    public async Task A_link_that_is_lost_in_the_middle_leaves_no_token_from_before()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient ann, string token) = await server.LoginAsync("ann", Process);
        ScriptedClient bob = await server.LoginAsync("bob");
        var disk = new TaskCompletionSource();
        server.Accounts.Disk = disk.Task;
        await ann.RequestAsync("passwd", ("verifier", $"{Passwords.Verifier("new")}"));
        while ((await server.Store.ListTokensAsync()).Any(kept => kept.User == "ann")) await bob.WhoElseAsync();

        ann.Dispose();
        disk.SetResult();

        await Assert.That((await server.TryResumeAsync("ann", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
    }
}
