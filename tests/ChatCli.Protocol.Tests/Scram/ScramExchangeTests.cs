using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Protocol.Tests;

/// <summary>What client and server refuse of each other, and that they refuse nothing else.</summary>
public class ScramExchangeTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private static readonly ScramKeys Keys = ScramKeys.Derive("secret", Salt, Limits.MinIterations);
    private static readonly ScramVerifier Verifier = ScramVerifier.Create("secret", Salt, Limits.MinIterations);
    private static readonly byte[] Binding = [1, 2, 3, 4];

    public static IEnumerable<Func<byte[]?>> Bindings() => [() => null, () => Binding];

    [Test]
    [MethodDataSource(nameof(Bindings))]
    public async Task Both_are_convinced_by_the_right_password(byte[]? binding)
    {
        var client = new ScramClient("ann", binding);
        await Assert.That(ScramServer.Begin(client.Mechanism, client.FirstMessage, binding, out ScramServer? server)).IsNull();
        await Assert.That(server!.Name).IsEqualTo("ann");
        await Assert.That(client.ReadChallenge(server.Challenge(Verifier))).IsNull();
        await Assert.That(Convert.ToHexString(client.Salt)).IsEqualTo(Convert.ToHexString(Salt));
        await Assert.That(client.Iterations).IsEqualTo(Limits.MinIterations);
        await Assert.That(server.Finish(client.Respond(Keys), out string? serverFinal)).IsNull();
        await Assert.That(client.Check(serverFinal)).IsNull();
    }

    [Test]
    [Arguments("a,b=c")]
    [Arguments("=2C")]
    [Arguments("=3D2C,=")]
    [Arguments(",")]
    public async Task A_name_may_have_commas_and_equals_signs(string name)
    {
        var client = new ScramClient(name, null);
        await Assert.That(client.FirstMessage.Count(c => c == ',')).IsEqualTo(3);
        await Assert.That(ScramServer.Begin(client.Mechanism, client.FirstMessage, null, out ScramServer? server)).IsNull();
        await Assert.That(server!.Name).IsEqualTo(name);
        client.ReadChallenge(server.Challenge(Verifier));
        await Assert.That(server.Finish(client.Respond(Keys), out _)).IsNull();
    }

    [Test]
    public async Task A_wrong_password_is_a_wrong_proof()
    {
        (ScramClient client, ScramServer server) = Begin();
        await Assert.That(server.Finish(client.Respond(ScramKeys.Derive("Secret", Salt, Limits.MinIterations)), out string? serverFinal))
            .IsEqualTo(ScramFault.WrongProof);
        await Assert.That(serverFinal).IsNull();
    }

    [Test]
    public async Task An_unusable_verifier_looks_like_any_other_and_fits_no_password()
    {
        var client = new ScramClient("ann", null);
        ScramServer.Begin(client.Mechanism, client.FirstMessage, null, out ScramServer? server);
        string challenge = server!.Challenge(ScramVerifier.CreateUnusable([.. Salt, .. Salt], Limits.MinIterations));
        await Assert.That(client.ReadChallenge(challenge)).IsNull();
        await Assert.That(Convert.ToHexString(client.Salt)).IsEqualTo(Convert.ToHexString(Salt));
        await Assert.That(server.Finish(client.Respond(Keys), out _)).IsEqualTo(ScramFault.WrongProof);
    }

    [Test]
    public async Task Any_changed_character_of_the_final_message_is_seen()
    {
        (ScramClient client, _) = Begin();
        int length = client.Respond(Keys).Length;
        for (int i = 0; i < length; i++)
        {
            (client, ScramServer server) = Begin();
            char[] message = client.Respond(Keys).ToCharArray();
            message[i] = message[i] == 'A' ? 'B' : 'A';
            await Assert.That(server.Finish(new string(message), out string? serverFinal)).IsNotNull();
            await Assert.That(serverFinal).IsNull();
        }
    }

    [Test]
    public async Task A_change_of_the_first_messages_on_their_way_is_seen_in_the_proof()
    {
        var client = new ScramClient("ann", null);
        ScramServer.Begin(client.Mechanism, client.FirstMessage.Replace("n=ann", "n=bob", StringComparison.Ordinal), null, out ScramServer? server);
        client.ReadChallenge(server!.Challenge(Verifier));
        await Assert.That(server.Finish(client.Respond(Keys), out _)).IsEqualTo(ScramFault.WrongProof);

        (client, server) = Begin(challenge => challenge + ",x=added");
        await Assert.That(server.Finish(client.Respond(Keys), out _)).IsEqualTo(ScramFault.WrongProof);
        (client, server) = Begin(challenge => challenge.Replace($"i={Limits.MinIterations}", $"i={Limits.MinIterations + 1}", StringComparison.Ordinal));
        await Assert.That(server.Finish(client.Respond(Keys), out _)).IsEqualTo(ScramFault.WrongProof);
    }

    [Test]
    public async Task An_answer_is_good_once_and_for_its_own_challenge_only()
    {
        (ScramClient client, ScramServer server) = Begin();
        string answer = client.Respond(Keys);
        await Assert.That(server.Finish(answer, out _)).IsNull();
        await Assert.That(server.Finish(answer, out string? serverFinal)).IsEqualTo(ScramFault.Malformed);
        await Assert.That(serverFinal).IsNull();

        // The same client's first message again, as somebody would send it who had listened.
        ScramServer.Begin(client.Mechanism, client.FirstMessage, null, out ScramServer? again);
        again!.Challenge(Verifier);
        await Assert.That(again.Finish(answer, out _)).IsEqualTo(ScramFault.Malformed);
    }

    [Test]
    public async Task No_two_nonces_are_the_same()
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < 100; i++)
        {
            (ScramClient client, _) = Begin();
            await Assert.That(seen.Add(client.FirstMessage)).IsTrue();
            ScramServer.Begin(client.Mechanism, "n,,n=ann,r=same", null, out ScramServer? server);
            await Assert.That(seen.Add(server!.Challenge(Verifier))).IsTrue();
        }
    }

    [Test]
    public async Task An_answer_without_a_challenge_is_refused()
    {
        (ScramClient client, _) = Begin();
        ScramServer.Begin(client.Mechanism, client.FirstMessage, null, out ScramServer? server);
        await Assert.That(server!.Finish(client.Respond(Keys), out _)).IsEqualTo(ScramFault.Malformed);
    }

    [Test]
    public async Task Another_channel_is_no_wrong_password()
    {
        var client = new ScramClient("ann", Binding);
        ScramServer.Begin(client.Mechanism, client.FirstMessage, [1, 2, 3, 5], out ScramServer? server);
        client.ReadChallenge(server!.Challenge(Verifier));
        await Assert.That(server.Finish(client.Respond(Keys), out string? serverFinal)).IsEqualTo(ScramFault.ChannelBinding);
        await Assert.That(serverFinal).IsNull();

        // Judged before the proof: who stands in between learns nothing about a guess.
        ScramServer.Begin(client.Mechanism, client.FirstMessage, [1, 2, 3, 5], out server);
        client.ReadChallenge(server!.Challenge(Verifier));
        await Assert.That(server.Finish(client.Respond(ScramKeys.Derive("x", Salt, 1)), out _)).IsEqualTo(ScramFault.ChannelBinding);
    }

    [Test]
    [Arguments("SCRAM-SHA-256", "n,,n=ann,r=abc", true)]
    [Arguments("SCRAM-SHA-256", "y,,n=ann,r=abc", true)]
    [Arguments("SCRAM-SHA-256-PLUS", "y,,n=ann,r=abc", true)]
    [Arguments("SCRAM-SHA-256-PLUS", "n,,n=ann,r=abc", true)]
    [Arguments("SCRAM-SHA-256-PLUS", "p=tls-unique,,n=ann,r=abc", true)]
    [Arguments("SCRAM-SHA-256", "p=tls-server-end-point,,n=ann,r=abc", true)]
    [Arguments("SCRAM-SHA-256", "y,,n=ann,r=abc", false)]
    [Arguments("SCRAM-SHA-256", "p=tls-server-end-point,,n=ann,r=abc", false)]
    [Arguments("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=ann,r=abc", false)]
    [Arguments("SCRAM-SHA-1", "n,,n=ann,r=abc", false)]
    [Arguments("PLAIN", "n,,n=ann,r=abc", false)]
    [Arguments("scram-sha-256", "n,,n=ann,r=abc", false)]
    public async Task No_other_mechanism_is_taken_than_the_one_of_the_connection(string mechanism, string clientFirst, bool isEncrypted)
    {
        await Assert.That(ScramServer.Begin(mechanism, clientFirst, isEncrypted ? Binding : null, out ScramServer? server)).IsEqualTo(ScramFault.Mechanism);
        await Assert.That(server).IsNull();
    }

    [Test]
    [Arguments("")]
    [Arguments("n")]
    [Arguments("n,,")]
    [Arguments("x,,n=ann,r=abc")]
    [Arguments("p=,,n=ann,r=abc")]
    [Arguments("p=tls unique,,n=ann,r=abc")]
    [Arguments("n,a=bob,n=ann,r=abc")]
    [Arguments("n,a=ann,n=ann,r=abc")]
    [Arguments("n,,r=abc,n=ann")]
    [Arguments("n,,n=ann")]
    [Arguments("n,,n=,r=abc")]
    [Arguments("n,,n=ann,r=")]
    [Arguments("n,,n=a=nn,r=abc")]
    [Arguments("n,,n=a=2cnn,r=abc")]
    [Arguments("n,,n=a=3dnn,r=abc")]
    [Arguments("n,,n=ann,r=a c")]
    [Arguments("n,,n=ann,r=a\u007fc")]
    [Arguments("n,,n=ann,r=aüc")]
    [Arguments("n,,m=x,n=ann,r=abc")]
    [Arguments("n,,n=ann,r=abc,m=x")]
    [Arguments("n,,n=ann,r=abc,x=")]
    [Arguments("n,,n=ann,r=abc,")]
    [Arguments("n,,n=ann,r=abc,xx=1")]
    [Arguments("n,,n=ann,r=abc,1=1")]
    [Arguments("n,,n=ann,r=abc,x=\0")]
    [Arguments("n,,N=ann,r=abc")]
    public async Task A_first_message_that_breaks_the_grammar_is_refused(string clientFirst)
    {
        await Assert.That(ScramServer.Begin("SCRAM-SHA-256", clientFirst, null, out ScramServer? server)).IsEqualTo(ScramFault.Malformed);
        await Assert.That(server).IsNull();
    }

    [Test]
    public async Task A_nonce_has_a_length()
    {
        await Assert.That(ScramServer.Begin("SCRAM-SHA-256", $"n,,n=ann,r={new string('~', 256)}", null, out _)).IsNull();
        await Assert.That(ScramServer.Begin("SCRAM-SHA-256", $"n,,n=ann,r={new string('~', 257)}", null, out _)).IsEqualTo(ScramFault.Malformed);
    }

    [Test]
    public async Task An_optional_extension_is_ignored_and_signed()
    {
        await Assert.That(ScramServer.Begin("SCRAM-SHA-256", "n,,n=ann,r=abc,x=1=2,y=z", null, out ScramServer? server)).IsNull();
        await Assert.That(server!.Name).IsEqualTo("ann");
    }

    [Test]
    [Arguments("{0},{1}", ScramFault.Malformed)]
    [Arguments("{1},{0},{2}", ScramFault.Malformed)]
    [Arguments("{0},{1},{2},x=1", ScramFault.Malformed)]
    [Arguments("{0},{1},m=1,{2}", ScramFault.Malformed)]
    [Arguments("m=1,{0},{1},{2}", ScramFault.Malformed)]
    [Arguments("{0},{1},{2},{2}", ScramFault.Malformed)]
    [Arguments("{0},{1},p=AAAA", ScramFault.Malformed)]
    [Arguments("{0},{1},p=!", ScramFault.Malformed)]
    [Arguments("{0},{1},p=", ScramFault.Malformed)]
    [Arguments("c=biw,{1},{2}", ScramFault.Malformed)]
    [Arguments("c=bi ws,{1},{2}", ScramFault.Malformed)]
    [Arguments("c=eSws,{1},{2}", ScramFault.ChannelBinding)]
    [Arguments("{0},{1}x,{2}", ScramFault.Malformed)]
    [Arguments("{0},r=abc,{2}", ScramFault.Malformed)]
    [Arguments("{0},{1},x=1,{2}", ScramFault.WrongProof)]
    [Arguments("", ScramFault.Malformed)]
    public async Task A_final_message_that_is_not_the_right_one_is_refused(string form, ScramFault fault)
    {
        (ScramClient client, ScramServer server) = Begin();
        string[] parts = client.Respond(Keys).Split(',');
        await Assert.That(server.Finish(string.Format(null, form, parts), out string? serverFinal)).IsEqualTo(fault);
        await Assert.That(serverFinal).IsNull();
    }

    [Test]
    [Arguments("r=abcX,s=AQIDBA==,i=4095", 0, ScramFault.TooFewIterations)]
    [Arguments("r=abcX,s=AQIDBA==,i=1", 0, ScramFault.TooFewIterations)]
    [Arguments("r=abcX,s=AQIDBA==,i=249999", 250_000, ScramFault.TooFewIterations)]
    [Arguments("r=abcX,s=AQIDBA==,i=10000001", 0, ScramFault.TooManyIterations)]
    [Arguments("r=abcX,s=AQIDBA==,i=99999999999999999999", 0, ScramFault.TooManyIterations)]
    [Arguments("r=abcX,s=AQIDBA==,i=04096", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA==,i=0", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA==,i=-4096", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA==,i=4096 ", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA==,i=", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA==", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBB==,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,i=4096,s=AQIDBA==", 0, ScramFault.Malformed)]
    [Arguments("r=abc,s=AQIDBA==,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=abX,s=AQIDBA==,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=Xabc,s=AQIDBA==,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=abcü,s=AQIDBA==,i=4096", 0, ScramFault.Malformed)]
    [Arguments("m=x,r=abcX,s=AQIDBA==,i=4096", 0, ScramFault.Malformed)]
    [Arguments("r=abcX,s=AQIDBA==,i=4096,m=x", 0, ScramFault.Malformed)]
    [Arguments("e=other-error", 0, ScramFault.Malformed)]
    [Arguments("", 0, ScramFault.Malformed)]
    public async Task A_client_does_not_answer_a_challenge_that_is_malformed_or_out_of_bounds(string serverFirst, int leastIterations, ScramFault fault) =>
        await Assert.That(new ScramClient("ann", null, "abc").ReadChallenge(serverFirst, leastIterations)).IsEqualTo(fault);

    [Test]
    [Arguments("r=abcX,s=AQIDBA==,i=4096", 0)]
    [Arguments("r=abcX,s=AQIDBA==,i=10000000", 4096)]
    [Arguments("r=abcX,s=AQIDBA==,i=250000", 250_000)]
    [Arguments("r=abcX,s=AQIDBA==,i=4096,x=later", 0)]
    public async Task A_client_answers_any_other(string serverFirst, int leastIterations) =>
        await Assert.That(new ScramClient("ann", null, "abc").ReadChallenge(serverFirst, leastIterations)).IsNull();

    [Test]
    public async Task A_server_that_does_not_know_the_verifier_is_found_out()
    {
        (ScramClient client, ScramServer server) = Begin();
        server.Finish(client.Respond(Keys), out string? serverFinal);
        for (int i = 0; i < serverFinal!.Length; i++)
        {
            char[] message = serverFinal.ToCharArray();
            message[i] = message[i] == 'A' ? 'B' : 'A';
            await Assert.That(client.Check(new string(message))).IsNotNull();
        }
        await Assert.That(client.Check($"v={Convert.ToBase64String(new byte[32])}")).IsEqualTo(ScramFault.WrongServer);
        await Assert.That(client.Check("v=")).IsEqualTo(ScramFault.Malformed);
        await Assert.That(client.Check("e=invalid-proof")).IsEqualTo(ScramFault.Malformed);
        await Assert.That(client.Check(serverFinal + ",m=x")).IsEqualTo(ScramFault.Malformed);
        await Assert.That(client.Check(null)).IsEqualTo(ScramFault.Malformed);
        await Assert.That(client.Check(serverFinal)).IsNull();
    }

    [Test]
    public async Task Nothing_that_a_server_says_convinces_before_the_client_has_proved_anything()
    {
        var client = new ScramClient("ann", null);
        await Assert.That(client.Check("v=" + Convert.ToBase64String([]))).IsNotNull();
        await Assert.That(client.Check("v=" + Convert.ToBase64String(new byte[32]))).IsEqualTo(ScramFault.WrongServer);
    }

    private static (ScramClient Client, ScramServer Server) Begin(Func<string, string>? onTheWay = null)
    {
        var client = new ScramClient("ann", null);
        if (ScramServer.Begin(client.Mechanism, client.FirstMessage, null, out ScramServer? server) is { } fault) throw new InvalidOperationException($"{fault}");
        string challenge = server!.Challenge(Verifier);
        if (client.ReadChallenge(onTheWay?.Invoke(challenge) ?? challenge) is { } problem) throw new InvalidOperationException($"{problem}");
        return (client, server);
    }
}
