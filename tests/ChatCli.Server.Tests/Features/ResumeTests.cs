using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class ResumeTests
{
    private static readonly string Process = TestServer.InstanceOf("bob");

    [Test]
    public async Task Within_the_grace_nobody_is_told()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        await ann.EventsAsync();
        await bob.HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(9));

        (bob, string next) = await server.ResumeAsync("bob", Process, token);

        await Assert.That(next.Length).IsEqualTo(64);
        await Assert.That(next).IsNotEqualTo(token);
        // The end of the grace that was broken off means nothing.
        server.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await ann.MessageAsync("bob", "welcome back");
        await Assert.That(await bob.NewsAsync()).IsEqualTo("message ann welcome back");
    }

    [Test]
    public async Task After_the_grace_it_is_announced_as_a_login()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        await ann.EventsAsync();
        await bob.HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");

        await server.ResumeAsync("bob", Process, token);

        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob true");
    }

    [Test]
    public async Task A_live_session_is_taken_over_silently_and_its_connection_closed()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient old, string token) = await server.LoginAsync("bob", Process);
        await ann.EventsAsync();

        (ScriptedClient bob, _) = await server.ResumeAsync("bob", Process, token);

        await Assert.That(await old.TryReadAsync()).IsNull();
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ann");
        server.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Without_a_grace_a_live_session_is_taken_over_silently_too()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Grace = TimeSpan.Zero });
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        await ann.EventsAsync();
        for (int i = 0; i < 50; i++)
        {
            ScriptedClient old = bob;
            (bob, token) = await server.ResumeAsync("bob", Process, token);
            await old.ReadToEndAsync();
        }

        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await bob.HangUpAsync();
        await Assert.That(await ann.NewsAsync()).IsEqualTo("presence bob false");
    }

    [Test]
    public async Task Without_a_grace_who_begins_a_takeover_and_vanishes_is_logged_out_all_the_same()
    {
        await using var store = new GatedStore { IsOpen = true };
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Grace = TimeSpan.Zero }, store);
        ScriptedClient ann = await server.LoginAsync("ann");
        (ScriptedClient old, string token) = await server.LoginAsync("bob", Process);
        await ann.EventsAsync();
        store.IsOpen = false;
        await old.RequestAsync("block", ("user", "carol"));
        while (store.Pending.Count == 0) await Task.Yield();
        ScriptedClient late = await server.GreetAsync(Process);
        await late.RequestAsync("resume", ("name", "bob"), ("token", token));
        await old.ReadToEndAsync();
        late.Dispose();
        store.IsOpen = true;
        store.Release();

        for (string news = ""; news != "presence bob false"; news = await ann.NewsAsync()) server.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users ");
    }

    [Test]
    public async Task A_token_counts_until_a_newer_one_was_used()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string first) = await server.LoginAsync("bob", Process);
        // As often as the answer is lost on its way.
        string last = "";
        for (int i = 0; i < 3; i++) (_, last) = await server.ResumeAsync("bob", Process, first);

        await server.ResumeAsync("bob", Process, last);

        await Assert.That((await server.TryResumeAsync("bob", Process, first)).Answer.ToString()).IsEqualTo("error invalid_token");
    }

    [Test]
    public async Task Only_name_instance_and_token_together_resume()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string token) = await server.LoginAsync("bob", Process);
        (_, string anns) = await server.LoginAsync("ann", TestServer.InstanceOf("ann"));

        foreach ((string name, string instance, string tried) in new[]
        {
            ("bob", TestServer.InstanceOf("ann"), token), ("ann", Process, token), ("carol", Process, token), ("nobody", Process, token),
            ("bob", Process, anns), ("bob", Process, ""), ("bob", Process, token[1..]), ("bob", Process, token.ToUpperInvariant() + "0"),
        })
        {
            (ScriptedClient client, WireLine answer) = await server.TryResumeAsync(name, instance, tried);
            await Assert.That(answer.ToString()).IsEqualTo("error invalid_token");
            // The connection stays open for the password.
            await Assert.That((await client.LoginAsync("dave", "wrong")).ToString()).StartsWith("error ");
        }
        await Assert.That((await server.TryResumeAsync("bob", Process, token)).Answer.Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task A_connection_without_an_instance_cannot_resume_one()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string token) = await server.LoginAsync("bob", Process);
        ScriptedClient stranger = await server.GreetAsync();

        WireLine answer = await stranger.AskAsync("resume", ("name", "bob"), ("token", token));

        await Assert.That(answer.ToString()).IsEqualTo("error invalid_token");
    }

    [Test]
    public async Task A_logout_voids_the_token()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        await bob.LogoutAsync();

        await Assert.That((await server.TryResumeAsync("bob", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That(await server.Store.ListTokensAsync()).IsEmpty();
    }

    [Test]
    public async Task A_time_out_voids_the_token()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.FromSeconds(30) });
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        server.Time.Advance(TimeSpan.FromSeconds(30));
        await Assert.That((await bob.ReadAsync())["reason"]).IsEqualTo("idle");

        await Assert.That((await server.TryResumeAsync("bob", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That(await server.Store.ListTokensAsync()).IsEmpty();
    }

    [Test]
    public async Task A_removed_account_voids_the_token_for_a_later_one_of_the_same_name()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string token) = await server.LoginAsync("bob", Process);
        server.RemoveAccount("bob");
        server.Accounts.With("bob");
        server.Server.Follow(new Storage.AccountChanges(["bob"], [], []));

        await Assert.That((await server.TryResumeAsync("bob", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
        await Assert.That(await server.Store.ListTokensAsync()).IsEmpty();
    }

    [Test]
    public async Task A_login_of_another_process_voids_the_token()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        await bob.HangUpAsync();
        await server.LoginAsync("bob", TestServer.InstanceOf("bob's other"));

        await Assert.That((await server.TryResumeAsync("bob", Process, token)).Answer.ToString()).IsEqualTo("error invalid_token");
    }

    [Test]
    public async Task A_token_that_is_voided_while_it_is_used_lets_nobody_in()
    {
        await using var store = new GatedStore { IsOpen = true };
        string token;
        await using (TestServer first = await TestServer.StartAsync(store: store)) (_, token) = await first.LoginAsync("bob", Process);
        await using TestServer server = await TestServer.StartAsync(store: store);
        store.IsOpen = false;
        ScriptedClient late = await server.GreetAsync(Process);
        long resume = await late.RequestAsync("resume", ("name", "bob"), ("token", token));
        while (store.Pending.Count == 0) await Task.Yield();
        ScriptedClient other = await server.GreetAsync(TestServer.InstanceOf("bob's other"));
        await other.SendLoginAsync("bob", TestServer.PasswordOf("bob"));
        while (store.Pending.Count == 1) await Task.Yield();
        store.IsOpen = true;
        store.Release(1);
        await Assert.That((await other.ReadAsync()).Type).IsEqualTo("welcome");
        await other.LogoutAsync();

        store.Release(0);

        WireLine answer = await late.ReadAsync();
        await Assert.That(answer.Id).IsEqualTo(resume);
        await Assert.That(answer.ToString()).IsEqualTo("error invalid_token");
    }

    [Test]
    public async Task Of_two_connections_that_resume_at_once_both_are_let_in_and_one_stays()
    {
        await using var store = new GatedStore { IsOpen = true };
        await using TestServer server = await TestServer.StartAsync(store: store);
        (ScriptedClient old, string token) = await server.LoginAsync("bob", Process);
        ScriptedClient ann = await server.LoginAsync("ann");
        store.IsOpen = false;
        // Until its answer is there the old connection is not done.
        await old.RequestAsync("block", ("user", "carol"));
        while (store.Pending.Count == 0) await Task.Yield();
        ScriptedClient[] both = [await server.GreetAsync(Process), await server.GreetAsync(Process)];
        foreach (ScriptedClient client in both) await client.RequestAsync("resume", ("name", "bob"), ("token", token));
        store.IsOpen = true;
        await old.ReadToEndAsync();
        store.Release();

        foreach (ScriptedClient client in both) await Assert.That((await client.ReadAsync()).Type).IsEqualTo("welcome");
        await Assert.That(await ann.WhoElseAsync()).IsEqualTo("users bob");
        await Assert.That(await ann.NewsAsync()).IsEqualTo("");
    }

    [Test]
    public async Task Of_two_that_resume_at_once_nothing_of_the_one_is_handled_after_the_first_request_of_the_other()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MessageRate = 0 });
        ScriptedClient ann = await server.LoginAsync("ann");
        (_, string token) = await server.LoginAsync("bob", Process);
        for (int round = 0; round < 50; round++)
        {
            ScriptedClient[] both = [await server.GreetAsync(Process), await server.GreetAsync(Process)];
            await Task.WhenAll(both.Select((client, i) => Task.Run(async () =>
            {
                await client.RequestAsync("resume", ("name", "bob"), ("token", token));
                for (int n = 0; n < 5; n++) await client.RequestAsync("broadcast", ("text", $"{i}"));
            })));
            // When both were let in, or ended, it is settled which one stays.
            bool[] welcome = await Task.WhenAll(both.Select(client => ReadUpToAsync(client, "welcome")));
            bool[] stays = await Task.WhenAll(both.Select(async (client, i) => welcome[i] && await client.SendLineAsync("""{"type":"barrier"}""") && await ReadUpToAsync(client, "error")));
            WireLine[] heard = [.. (await ann.EventsAsync()).Where(line => line.Type == "broadcast")];
            string order = string.Concat(heard.Select(line => line["text"]));

            await Assert.That(stays.Count(stay => stay)).IsEqualTo(1);
            string last = stays[0] ? "0" : "1";
            await Assert.That(order.EndsWith(new string(last[0], 5), StringComparison.Ordinal)).IsTrue().Because(order);
            await Assert.That(order[..^5].Contains(last[0])).IsFalse().Because(order);
            token = both[int.Parse(last)].Transcript.Select(line => new WireLine(line)).Single(line => line.Type == "welcome")["token"];
        }

        static async Task<bool> ReadUpToAsync(ScriptedClient client, string type)
        {
            while (await client.TryReadAsync() is { } line)
            {
                if (line.Type == type) return true;
            }
            return false;
        }
    }

    [Test]
    [Arguments(true)]
    [Arguments(false)]
    public async Task The_idle_clock_goes_on(bool isTakenOver)
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Timeout = TimeSpan.FromSeconds(40) });
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        server.Time.Advance(TimeSpan.FromSeconds(20));
        if (!isTakenOver) await bob.HangUpAsync();
        server.Time.Advance(TimeSpan.FromSeconds(5));

        (bob, _) = await server.ResumeAsync("bob", Process, token);

        server.Time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        await Assert.That(await bob.NewsAsync()).IsEqualTo("");
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.That((await bob.ReadAsync())["reason"]).IsEqualTo("idle");
    }

    [Test]
    public async Task It_works_while_the_name_is_blocked_by_wrong_passwords_and_changes_nothing_about_that()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        for (int i = 0; i < 3; i++) await server.TryLoginAsync("bob", "wrong");
        await bob.HangUpAsync();

        await server.ResumeAsync("bob", Process, token);

        await Assert.That((await server.TryLoginAsync("bob")).Answer.ToString()).IsEqualTo("error account_blocked");
    }

    [Test]
    public async Task It_is_no_password_try_right_or_wrong()
    {
        await using TestServer server = await TestServer.StartAsync();
        (ScriptedClient bob, string token) = await server.LoginAsync("bob", Process);
        for (int i = 0; i < 2; i++) await server.TryLoginAsync("bob", "wrong");
        for (int i = 0; i < 3; i++) await server.TryResumeAsync("bob", Process, "wrong");
        await Assert.That((await server.TryLoginAsync("bob")).Answer.ToString()).IsEqualTo("error already_online");

        for (int i = 0; i < 2; i++) await server.TryLoginAsync("bob", "wrong");
        await server.ResumeAsync("bob", Process, token);
        await Assert.That((await server.TryLoginAsync("bob", "wrong")).Answer.ToString()).IsEqualTo("error account_blocked");
    }

    [Test]
    public async Task The_store_keeps_no_token_in_the_clear()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string token) = await server.LoginAsync("bob", Process);
        (_, string next) = await server.ResumeAsync("bob", Process, token);

        string kept = (await server.Store.ListTokensAsync()).Single().ToString();

        await Assert.That(kept).DoesNotContain(token);
        await Assert.That(kept).DoesNotContain(next);
    }
}
