using System.Text.Json;
using ChatCli.Protocol.Scram;

namespace ChatCli.Protocol.Tests;

/// <summary>Exchanges whose every byte is known beforehand: that of RFC 7677, section 3, and the example in PROTOCOL.md.</summary>
public class ScramVectorTests
{
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ClientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal =
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private const string Verifier =
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    [Test]
    public async Task The_client_says_what_RFC_7677_says()
    {
        var client = new ScramClient("user", null, ClientNonce);
        await Assert.That(client.Mechanism).IsEqualTo("SCRAM-SHA-256");
        await Assert.That(client.FirstMessage).IsEqualTo(ClientFirst);
        await Assert.That(client.ReadChallenge(ServerFirst)).IsNull();
        await Assert.That(client.Respond(ScramKeys.Derive("pencil", client.Salt, client.Iterations))).IsEqualTo(ClientFinal);
        await Assert.That(client.Check(ServerFinal)).IsNull();
    }

    [Test]
    public async Task The_server_says_what_RFC_7677_says()
    {
        await Assert.That(ScramVerifier.TryParse(Verifier, out ScramVerifier? verifier)).IsTrue();
        await Assert.That(ScramServer.Begin("SCRAM-SHA-256", ClientFirst, null, ServerNonce, out ScramServer? server)).IsNull();
        await Assert.That(server!.Name).IsEqualTo("user");
        await Assert.That(server.Challenge(verifier!)).IsEqualTo(ServerFirst);
        await Assert.That(server.Finish(ClientFinal, out string? serverFinal)).IsNull();
        await Assert.That(serverFinal).IsEqualTo(ServerFinal);
    }

    [Test]
    public async Task The_verifier_of_a_password_has_the_form_that_PostgreSQL_uses()
    {
        ScramVerifier verifier = ScramVerifier.Create("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        await Assert.That(verifier.ToString()).IsEqualTo(Verifier);
        await Assert.That(ScramVerifier.TryParse(Verifier, out ScramVerifier? parsed)).IsTrue();
        await Assert.That(parsed).IsEqualTo(verifier);
        await Assert.That(parsed!.ToString()).IsEqualTo(Verifier);
    }

    [Test]
    public async Task The_example_in_the_protocol_page_is_right()
    {
        string[] page = File.ReadAllLines(Path.Combine(GoldenLineTests.RepositoryRoot(), "src/ChatCli.Protocol/PROTOCOL.md"));
        string clientFirst = Data(page, "C: {\"type\":\"login\""), serverFirst = Data(page, "S: {\"type\":\"challenge\"");
        string clientFinal = Data(page, "C: {\"type\":\"response\""), serverFinal = Data(page, "S: {\"type\":\"welcome\"");
        string registered = Data(page, "C: {\"type\":\"register\"", "verifier");
        byte[] binding = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

        var client = new ScramClient("hans", binding, clientFirst[(clientFirst.LastIndexOf('=') + 1)..]);
        await Assert.That(client.FirstMessage).IsEqualTo(clientFirst);
        await Assert.That(client.ReadChallenge(serverFirst)).IsNull();
        await Assert.That(client.Respond(ScramKeys.Derive("falcon*solo", client.Salt, client.Iterations))).IsEqualTo(clientFinal);
        await Assert.That(client.Check(serverFinal)).IsNull();

        await Assert.That(ScramVerifier.Create("falcon*solo", client.Salt, client.Iterations).ToString()).IsEqualTo(registered);
        await Assert.That(ScramVerifier.TryParse(registered, out ScramVerifier? verifier)).IsTrue();
        string nonce = serverFirst[..serverFirst.IndexOf(',')]["r=Ln0sA6lQeuJl7PW1NWiFpTOT".Length..];
        await Assert.That(ScramServer.Begin(client.Mechanism, clientFirst, binding, nonce, out ScramServer? server)).IsNull();
        await Assert.That(server!.Challenge(verifier!)).IsEqualTo(serverFirst);
        await Assert.That(server.Finish(clientFinal, out string? said)).IsNull();
        await Assert.That(said).IsEqualTo(serverFinal);
    }

    private static string Data(string[] page, string start, string property = "data")
    {
        string line = page.First(line => line.StartsWith(start, StringComparison.Ordinal));
        return JsonDocument.Parse(line[3..]).RootElement.GetProperty(property).GetString()!;
    }
}
