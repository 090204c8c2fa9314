using System.Text.Json;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

public class SecretsTests
{
    /// <summary>What is longer is no name of a user or a mechanism.</summary>
    private const int LongestName = 20;

    [Test]
    public async Task Nothing_that_anybody_said_and_no_secret_is_in_the_log_at_any_level()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { LogLevel = "trace", FileBlocks = 600, AllowsErrors = true });
        List<string> secrets = ["wrong-password", "new-password", "a-message-text", "a-broadcast-text", "a-text-for-later", "a-bad-text", "a-bad-type", "a-stranger"];
        secrets.AddRange(Values(Accounts.File));
        RawClient hans = await server.ConnectRawAsync();
        await hans.GreetAsync();
        await LogInAsync(hans, "hans", Accounts.Password("hans"), secrets);
        // Encrypted.
        await server.LogInAsync("leia");
        RawClient rey = await server.ConnectRawAsync();
        await rey.GreetAsync();
        ScramVerifier[] verifiers = [Passwords.Verifier("new-password"), Passwords.Verifier("later-password")];
        foreach (ScramVerifier verifier in verifiers) secrets.AddRange(Parts($"{verifier}"));
        secrets.Add((await rey.RequestAsync("register", $"\"name\":\"rey\",\"verifier\":\"{verifiers[0]}\"", "welcome")).GetProperty("token").GetString()!);
        secrets.Add((await rey.RequestAsync("passwd", $"\"verifier\":\"{verifiers[1]}\"", "passwd")).GetProperty("token").GetString()!);

        RawClient guesser = await server.ConnectRawAsync();
        await guesser.GreetAsync();
        await guesser.AskAsync("login", "\"mechanism\":\"PLAIN\",\"data\":\"wrong-password\"");
        await guesser.AskAsync("register", "\"name\":\"finn\",\"verifier\":\"wrong-password\"");
        for (int i = 0; i < 3; i++) await LogInAsync(guesser, "luke", "wrong-password", secrets);
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.SendAsync("GET /a-stranger HTTP/1.1");
        await stranger.ReadToEndAsync();
        RawClient broken = await server.ConnectRawAsync();
        await broken.WriteAsync("\u0016\u0003\u0001\u0000\u0020a-stranger.a-stranger.a-stranger"u8.ToArray());
        await broken.ReadToEndAsync();

        await hans.SendAsync("""{"type":"message","id":100,"to":"rey","text":"a-message-text"}""");
        await rey.ReadToAsync("message");
        await hans.RequestAsync("broadcast", "\"text\":\"a-broadcast-text\"", "broadcast");
        foreach (string line in (string[])
            ["""{"type":"message","id":101,"to":"rey","text":"a-bad-text",}""", """{"type":"message","id":101,"to":["a-bad-text"],"text":1}""",
            """{"type":"a-bad-type","id":101}""", """{"type":"message","id":"a-bad-text"}""", "a-bad-text"])
        {
            await hans.SendAsync(line);
            await hans.ReadToAsync("error");
        }
        await hans.RequestAsync("startprivate", "\"user\":\"rey\",\"port\":4242,\"key\":\"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq\"", "ok");
        await rey.ReadToAsync("privateasked");
        await rey.RequestAsync("answerprivate", "\"user\":\"hans\",\"accept\":true,\"port\":4243,\"key\":\"r4hv-c3g7-fmk3-mo45-ws65-vxko-bf56-rmle-i5bo-bilx-ithr-3l3i-6t3a\"", "ok");
        secrets.Add((await hans.ReadToAsync("privateready")).GetProperty("secret").GetString()!);

        // Until the disk is full.
        for (int n = 200; ; n++)
        {
            await hans.SendAsync($$"""{"type":"message","id":{{n}},"to":"yoda","text":"a-text-for-later {{new string('x', 9000)}}"}""");
            JsonElement told;
            do told = await hans.NextJsonAsync();
            while (told.GetProperty("type").GetString() is not ("receipt" or "error"));
            if (told.GetProperty("type").GetString() == "error") break;
        }
        await server.WaitForLogAsync("cannot be kept at present");

        // Passwords, or what stands for them, and the server's own key.
        secrets.AddRange(Values(server.Credentials).SelectMany(value => (string[])[value, .. Parts(value)]));
        secrets.AddRange(server.Key.Split('\n').Where(line => line.Length > LongestName && !line.StartsWith('-')));
        await Assert.That(secrets.Count).IsGreaterThanOrEqualTo(50);
        await Assert.That(server.Log).Contains(": connected");
        await Assert.That(string.Join(' ', secrets.Where(server.Log.Contains))).IsEqualTo("");
    }

    /// <summary>Logs in, or tries to; every message of the exchange is a secret, and so are its nonces, salts, proofs and signatures.</summary>
    private static async Task LogInAsync(RawClient client, string name, string password, List<string> secrets)
    {
        var exchange = new ScramClient(name, null);
        JsonElement challenge = await client.RequestAsync(
            "login", $"\"mechanism\":\"{exchange.Mechanism}\",\"data\":\"{exchange.FirstMessage}\"", "challenge");
        string data = challenge.GetProperty("data").GetString()!;
        exchange.ReadChallenge(data);
        string final = exchange.Respond(Passwords.Keys(password, exchange.Salt, exchange.Iterations));
        JsonElement answer = await client.AskAsync("response", $"\"data\":\"{final}\"");
        foreach (string message in (string[])[exchange.FirstMessage, data, final]) secrets.AddRange(Parts(message));
        if (answer.GetProperty("type").GetString() != "welcome") return;
        secrets.AddRange(Parts(answer.GetProperty("data").GetString()!));
        secrets.Add(answer.GetProperty("token").GetString()!);
    }

    /// <summary>What stands behind the names in credentials.txt.</summary>
    private static IEnumerable<string> Values(string credentials) =>
        credentials.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ') + 1)..]);

    /// <summary>What is random or computed in a message of SCRAM or a verifier.</summary>
    private static IEnumerable<string> Parts(string text) =>
        text.Split(',', '$', ':').Where(part => part.Length > LongestName).Select(part => part[1] == '=' ? part[2..] : part);
}
