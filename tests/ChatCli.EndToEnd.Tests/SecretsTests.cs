using System.Text.Json;

namespace ChatCli.EndToEnd.Tests;

public class SecretsTests
{
    [Test]
    public async Task Nothing_that_anybody_said_and_no_secret_is_in_the_log_at_any_level()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { LogLevel = "trace", LargestFile = 300 });
        List<string> secrets = ["wrong-password", "new-password", "a-message-text", "a-broadcast-text", "a-text-for-later", "a-bad-text", "a-bad-type", "a-stranger"];
        RawClient hans = await server.LogInRawAsync("hans");
        RawClient rey = await server.ConnectRawAsync();
        await rey.GreetAsync();
        secrets.Add((await rey.RequestAsync("register", "\"name\":\"rey\",\"password\":\"new-password\"", "welcome")).GetProperty("token").GetString()!);

        RawClient guesser = await server.ConnectRawAsync();
        await guesser.GreetAsync();
        for (int i = 0; i < 3; i++) await guesser.RequestAsync("login", "\"name\":\"luke\",\"password\":\"wrong-password\"", "error");
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.SendAsync("GET /a-stranger HTTP/1.1");
        await stranger.ReadToEndAsync();

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
        await hans.RequestAsync("startprivate", "\"user\":\"rey\",\"port\":4242", "ok");
        await rey.ReadToAsync("privateasked");
        await rey.RequestAsync("answerprivate", "\"user\":\"hans\",\"accept\":true,\"port\":4243", "ok");
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

        // Passwords, or what stands for them.
        secrets.AddRange(server.Credentials.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ') + 1)..]));
        await Assert.That(secrets.Count).IsGreaterThanOrEqualTo(16);
        await Assert.That(server.Log).Contains(": connected");
        await Assert.That(string.Join(' ', secrets.Where(server.Log.Contains))).IsEqualTo("");
    }
}
