using ChatCli.Protocol.Scram;
using ChatCli.Server.Rules;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>The exchange by which a user logs in, step by step; <see cref="LoginTests"/> has what follows from its outcome.</summary>
public class ResponseTests
{
    private static readonly byte[] Binding = [1, 2, 3, 4];

    [Test]
    public async Task Server_and_client_prove_themselves_to_each_other()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync("ann");

        WireLine welcome = await RespondAsync(client, exchange.Respond(challenge, "ann-secret"));

        await Assert.That(welcome.ToString()).IsEqualTo("welcome ann");
        await Assert.That(exchange.Check(welcome["data"])).IsNull();
    }

    [Test]
    public async Task Over_an_encrypted_connection_the_channel_is_part_of_the_proof()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync(server.Connect(channelBinding: Binding));

        await Assert.That((await client.LoginAsync("ann", "ann-secret")).ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task Another_channel_is_told_and_is_no_wrong_password()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync(server.Connect(channelBinding: Binding));
        for (int i = 0; i < 5; i++)
        {
            foreach (string password in (string[])["ann-secret", "wrong"])
            {
                var exchange = new ScramClient("ann", [1, 2, 3, 5]);
                WireLine challenge = await BeginAsync(client, "SCRAM-SHA-256-PLUS", exchange.FirstMessage);
                await Assert.That((await RespondAsync(client, exchange.Respond(challenge, password))).ToString()).IsEqualTo("error channel_binding");
            }
        }

        await Assert.That((await client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    [Arguments("SCRAM-SHA-256", "n,,n=ann,r=abc")]
    [Arguments("SCRAM-SHA-256", "y,,n=ann,r=abc")]
    [Arguments("SCRAM-SHA-256-PLUS", "n,,n=ann,r=abc")]
    [Arguments("SCRAM-SHA-256-PLUS", "y,,n=ann,r=abc")]
    [Arguments("SCRAM-SHA-256-PLUS", "p=tls-unique,,n=ann,r=abc")]
    [Arguments("PLAIN", "ann-secret")]
    public async Task An_encrypted_connection_takes_nothing_without_its_channel(string mechanism, string data)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync(server.Connect(channelBinding: Binding));

        await Assert.That((await BeginAsync(client, mechanism, data)).ToString()).IsEqualTo("error mechanism");
        await Assert.That((await client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    [Arguments("SCRAM-SHA-256", "y,,n=ann,r=abc")]
    [Arguments("SCRAM-SHA-256", "p=tls-server-end-point,,n=ann,r=abc")]
    [Arguments("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=ann,r=abc")]
    [Arguments("PLAIN", "ann-secret")]
    public async Task A_connection_that_is_not_encrypted_takes_nothing_but_n(string mechanism, string data)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await BeginAsync(client, mechanism, data)).ToString()).IsEqualTo("error mechanism");
        await Assert.That((await client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task Malformed_messages_are_refused_and_count_for_nobody()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 5; i++)
        {
            await Assert.That((await BeginAsync(client, "SCRAM-SHA-256", "n,,n=ann")).ToString()).IsEqualTo("error bad_request");
            await Assert.That((await BeginAsync(client, "SCRAM-SHA-256", "n,a=bob,n=ann,r=abc")).ToString()).IsEqualTo("error bad_request");
            await client.BeginLoginAsync("ann");
            await Assert.That((await RespondAsync(client, "nonsense")).ToString()).IsEqualTo("error bad_request");
            (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync("ann");
            string right = exchange.Respond(challenge, "ann-secret");
            await Assert.That((await RespondAsync(client, right.Replace(",r=", ",r=x", StringComparison.Ordinal))).ToString()).IsEqualTo("error bad_request");
        }

        await Assert.That((await client.LoginAsync("ann", "ann-secret")).Type).IsEqualTo("welcome");
    }

    [Test]
    [Arguments("two words")]
    [Arguments("ünï")]
    [Arguments("123456789012345678901234567890123")]
    public async Task An_impossible_name_is_refused(string name)
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await client.LoginAsync(name, "x")).ToString()).IsEqualTo("error invalid_name");
    }

    [Test]
    public async Task A_name_with_commas_and_equals_signs_can_log_in()
    {
        await using TestServer server = await TestServer.StartAsync(["a,b=c", "=2C"]);

        await Assert.That((await server.TryLoginAsync("a,b=c")).Answer.ToString()).IsEqualTo("welcome a,b=c");
        await Assert.That((await server.TryLoginAsync("=2C")).Answer.ToString()).IsEqualTo("welcome =2C");
    }

    [Test]
    public async Task A_response_without_a_challenge_is_out_of_place()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();

        await Assert.That((await RespondAsync(client, "c=biws,r=abc,p=abc")).ToString()).IsEqualTo("error out_of_place");
    }

    [Test]
    public async Task A_response_is_used_up_whatever_becomes_of_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        foreach (string broken in (string[])["nonsense", "c=eSws,", "wrong"])
        {
            (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync("ann");
            string right = exchange.Respond(challenge, "ann-secret");
            await RespondAsync(client, broken == "wrong" ? exchange.Respond(challenge, "wrong") : right.Replace("c=biws,", broken, StringComparison.Ordinal));
            await Assert.That((await RespondAsync(client, right)).ToString()).IsEqualTo("error out_of_place");
        }
    }

    [Test]
    public async Task What_was_listened_to_lets_nobody_in()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient ann = await server.GreetAsync();
        (ScramClient exchange, WireLine challenge) = await ann.BeginLoginAsync("ann");
        string response = exchange.Respond(challenge, "ann-secret");
        await RespondAsync(ann, response);
        await ann.LogoutAsync();

        ScriptedClient thief = await server.GreetAsync();
        await BeginAsync(thief, exchange.Mechanism, exchange.FirstMessage);
        await Assert.That((await RespondAsync(thief, response)).ToString()).IsEqualTo("error bad_request");
    }

    [Test]
    public async Task A_new_login_takes_the_place_of_the_one_before()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        (ScramClient first, WireLine challenge) = await client.BeginLoginAsync("ann");
        (ScramClient second, WireLine other) = await client.BeginLoginAsync("bob");
        await Assert.That((await RespondAsync(client, first.Respond(challenge, "ann-secret"))).ToString()).IsEqualTo("error bad_request");

        await client.BeginLoginAsync("ann");
        await BeginAsync(client, "PLAIN", "");
        await Assert.That((await RespondAsync(client, second.Respond(other, "bob-secret"))).ToString()).IsEqualTo("error out_of_place");
    }

    [Test]
    public async Task A_proof_is_for_one_name_only()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Accounts.With("bob", "ann-secret");
        ScriptedClient client = await server.GreetAsync();
        (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync("ann");
        exchange.Respond(challenge, "ann-secret");
        string bob = exchange.FirstMessage.Replace("n=ann", "n=bob", StringComparison.Ordinal);

        WireLine forBob = await BeginAsync(client, exchange.Mechanism, bob);

        await Assert.That((await RespondAsync(client, exchange.Respond(forBob, "ann-secret"))).ToString()).IsEqualTo("error wrong_password");
    }

    [Test]
    public async Task A_name_without_an_account_is_challenged_alike_and_counts_for_nobody()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { Iterations = 4096 });
        ScriptedClient client = await server.GreetAsync();
        (ScramClient known, WireLine challenge) = await client.BeginLoginAsync("ann");
        known.Respond(challenge, "x");
        string? salt = null;
        for (int i = 0; i < 5; i++)
        {
            (ScramClient unknown, challenge) = await client.BeginLoginAsync("nobody");
            await Assert.That((await RespondAsync(client, unknown.Respond(challenge, "x"))).ToString()).IsEqualTo("error wrong_password");
            await Assert.That(unknown.Salt.Length).IsEqualTo(known.Salt.Length);
            await Assert.That(unknown.Iterations).IsEqualTo(known.Iterations);
            salt ??= Convert.ToHexString(unknown.Salt);
            await Assert.That(Convert.ToHexString(unknown.Salt)).IsEqualTo(salt);
        }
        (ScramClient other, challenge) = await client.BeginLoginAsync("nobody2");
        other.Respond(challenge, "x");
        await Assert.That(Convert.ToHexString(other.Salt)).IsNotEqualTo(salt);

        // An account made meanwhile begins without wrong tries.
        await client.RegisterAsync("nobody", "new");
        await client.LogoutAsync();
        client = await server.GreetAsync();
        await Assert.That((await client.LoginAsync("nobody", "x")).ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("nobody", "x")).ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await client.LoginAsync("nobody", "new")).ToString()).IsEqualTo("welcome nobody");
    }

    [Test]
    public async Task A_password_changed_between_challenge_and_response_is_asked_for_again_and_counts_for_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 4; i++)
        {
            (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync("ann");
            server.ChangePassword("ann", $"new{i}");
            await Assert.That((await RespondAsync(client, exchange.Respond(challenge, i == 0 ? "ann-secret" : $"new{i - 1}"))).ToString())
                .IsEqualTo("error wrong_password");
        }

        await Assert.That((await client.LoginAsync("ann", "new3")).ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task A_password_changed_in_the_last_moment_lets_nobody_in()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Accounts.Verifying = () =>
        {
            server.Accounts.Verifying = null;
            server.ChangePassword("ann", "new");
        };

        await Assert.That((await server.TryLoginAsync("ann")).Answer.ToString()).IsEqualTo("error wrong_password");
        await Assert.That((await server.TryLoginAsync("ann", "new")).Answer.ToString()).IsEqualTo("welcome ann");
    }

    [Test]
    public async Task The_owner_of_a_removed_account_is_not_let_into_a_later_one_of_that_name()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient old = await server.GreetAsync();
        (ScramClient exchange, WireLine challenge) = await old.BeginLoginAsync("ann");
        string response = exchange.Respond(challenge, "ann-secret");
        server.RemoveAccount("ann");
        ScriptedClient later = await server.GreetAsync();
        await later.RegisterAsync("ann", "ann-secret");
        await later.LogoutAsync();

        await Assert.That((await RespondAsync(old, response)).ToString()).IsEqualTo("error unknown_user");
    }

    [Test]
    public async Task Others_are_served_while_a_verifier_is_derived()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient bob = await server.LoginAsync("bob");
        var derivation = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Accounts.Derivation = derivation.Task;
        ScriptedClient ann = await server.GreetAsync();
        Task<WireLine> login = ann.LoginAsync("ann", "ann-secret");

        await Assert.That(await bob.WhoElseAsync()).IsEqualTo("users ");
        derivation.SetResult();

        await Assert.That((await login).Type).IsEqualTo("welcome");
    }

    [Test]
    public async Task Who_hangs_up_or_is_told_of_a_stop_does_not_wait_for_a_verifier()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Accounts.Derivation = new TaskCompletionSource().Task;
        ScriptedClient client = await server.GreetAsync();
        await client.RequestAsync("login", ("mechanism", "SCRAM-SHA-256"), ("data", "n,,n=ann,r=abc"));

        server.Time.Advance(TimeSpan.FromSeconds(60));
        await Assert.That((await client.ReadAsync()).ToString()).IsEqualTo("error login_timeout");
        await Assert.That(await client.TryReadAsync()).IsNull();
        client.Dispose();
        await server.StopAsync().WaitAsync(ScriptedClient.Patience);
    }

    [Test]
    public async Task Only_who_proved_the_password_makes_its_verifier_kept()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        await client.LoginAsync("ann", "wrong");
        await client.LoginAsync("nobody", "wrong");
        await client.RegisterAsync("eve", "e");

        await Assert.That(server.Accounts.ProvedNames).IsEmpty();
        await server.LoginAsync("ann");
        await Assert.That(string.Join(' ', server.Accounts.ProvedNames)).IsEqualTo("ann");
    }

    private static Task<WireLine> BeginAsync(ScriptedClient client, string mechanism, string data) =>
        client.AskAsync("login", ("mechanism", mechanism), ("data", data));

    private static Task<WireLine> RespondAsync(ScriptedClient client, string data) => client.AskAsync("response", ("data", data));
}
