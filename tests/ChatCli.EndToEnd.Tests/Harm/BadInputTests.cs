using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ChatCli.EndToEnd.Tests;

/// <summary>What no client would send. Whatever it is, the one who sends it is told or closed, and nobody else notices.</summary>
public class BadInputTests
{
    private const string Verifier =
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private const string Hello = "{\"type\":\"hello\",\"id\":1,\"version\":1}\n";

    [Test]
    [Arguments("no JSON", "{hello\n", "bad_request")]
    [Arguments("a bare brace", "{\n", "bad_request")]
    [Arguments("no type", "{\"id\":7}\n", "bad_request")]
    [Arguments("type not first", "{\"id\":7,\"type\":\"whoelse\"}\n", "bad_request")]
    [Arguments("an empty line", "\n", "bad_request")]
    [Arguments("an array", "[]\n", "bad_request")]
    [Arguments("broken UTF-8", "{\"type\":\"broadcast\",\"id\":7,\"text\":\"\xC3\x28\"}\n", "bad_request")]
    [Arguments("overlong UTF-8", "{\"type\":\"broadcast\",\"id\":7,\"text\":\"\xC0\xAF\"}\n", "bad_request")]
    [Arguments("a surrogate in UTF-8", "{\"type\":\"broadcast\",\"id\":7,\"text\":\"\xED\xA0\x80\"}\n", "bad_request")]
    [Arguments("half a surrogate pair", "{\"type\":\"broadcast\",\"id\":7,\"text\":\"\\ud800\"}\n", "bad_request")]
    [Arguments("a NUL", "{\"type\":\"broadcast\",\"id\":7,\"text\":\"\0\"}\n", "bad_request")]
    [Arguments("an unknown type", "{\"type\":\"dance\",\"id\":7}\n", "unknown_type")]
    [Arguments("an event as request", "{\"type\":\"presence\",\"user\":\"luke\",\"online\":false}\n", "unknown_type")]
    [Arguments("a missing property", "{\"type\":\"message\",\"id\":7,\"to\":\"luke\"}\n", "bad_request")]
    [Arguments("null for a property", "{\"type\":\"message\",\"id\":7,\"to\":null,\"text\":\"hello\"}\n", "bad_request")]
    [Arguments("a number for a text", "{\"type\":\"message\",\"id\":7,\"to\":\"luke\",\"text\":5}\n", "bad_request")]
    [Arguments("an object for a text", "{\"type\":\"message\",\"id\":7,\"to\":\"luke\",\"text\":{}}\n", "bad_request")]
    [Arguments("a text for an id", "{\"type\":\"whoelse\",\"id\":\"7\"}\n", "bad_request")]
    [Arguments("a huge id", "{\"type\":\"whoelse\",\"id\":99999999999999999999}\n", "bad_request")]
    [Arguments("a broken id", "{\"type\":\"whoelse\",\"id\":1e999}\n", "bad_request")]
    [Arguments("negative seconds", "{\"type\":\"whoelsesince\",\"id\":7,\"seconds\":-1}\n", "bad_request")]
    [Arguments("port 0", "{\"type\":\"startprivate\",\"id\":7,\"user\":\"luke\",\"port\":0,\"key\":\"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq\"}\n", "bad_request")]
    [Arguments("port 65536", "{\"type\":\"startprivate\",\"id\":7,\"user\":\"luke\",\"port\":65536,\"key\":\"jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq\"}\n", "bad_request")]
    [Arguments("no key", "{\"type\":\"startprivate\",\"id\":7,\"user\":\"luke\",\"port\":4000}\n", "bad_request")]
    [Arguments("a broken key", "{\"type\":\"startprivate\",\"id\":7,\"user\":\"luke\",\"port\":4000,\"key\":\"jgiv\"}\n", "bad_request")]
    [Arguments("something after the object", "{\"type\":\"whoelse\",\"id\":7}{\"type\":\"whoelse\",\"id\":8}\n", "bad_request")]
    [Arguments("a blank text", "{\"type\":\"broadcast\",\"id\":7,\"text\":\" \\t\\n\"}\n", "empty_text")]
    [Arguments("hello again", "{\"type\":\"hello\",\"id\":7,\"version\":1}\n", "out_of_place")]
    [Arguments("a second login", "{\"type\":\"login\",\"id\":7,\"mechanism\":\"SCRAM-SHA-256\",\"data\":\"n,,n=luke,r=abc\"}\n", "out_of_place")]
    public async Task A_bad_request_is_refused_and_the_next_one_answered(string what, string line, string code)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        RawClient vader = await server.LogInRawAsync("vader");
        await vader.WriteAsync(Encoding.Latin1.GetBytes(line));
        JsonElement refusal = await vader.ReadToAsync("error");
        await Assert.That(refusal.GetProperty("code").GetString()).IsEqualTo(code).Because(what);
        await vader.RequestAsync("whoelse", "", "users");
        await ExpectUndisturbedAsync(hans, luke, "vader logged in");
    }

    [Test]
    [Arguments("{\"type\":\"whoelse\",\"id\":7}\n")]
    [Arguments("{\"type\":\"message\",\"id\":7,\"to\":\"luke\",\"text\":\"hello\"}\n")]
    [Arguments("{\"type\":\"login\",\"id\":7,\"mechanism\":\"SCRAM-SHA-256\",\"data\":\"n,,n=vader,r=abc\"}\n")]
    [Arguments("{\"type\":\"logout\",\"id\":7}\n")]
    public async Task Before_hello_and_login_there_is_nothing_else(string line)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.WriteAsync(Encoding.ASCII.GetBytes(line));
        await Assert.That((await stranger.NextJsonAsync()).GetProperty("code").GetString()).IsEqualTo("out_of_place");
        await stranger.GreetAsync();
        if (!line.Contains("login", StringComparison.Ordinal))
        {
            await stranger.WriteAsync(Encoding.ASCII.GetBytes(line));
            await Assert.That((await stranger.NextJsonAsync()).GetProperty("code").GetString()).IsEqualTo("out_of_place");
        }
        await ExpectUndisturbedAsync(hans, luke);
    }

    [Test]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"\\u001b[2J\",\"verifier\":\"x\"}\n", "invalid_name")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"two words\",\"verifier\":\"x\"}\n", "invalid_name")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"a\\nhans x\",\"verifier\":\"x\"}\n", "invalid_name")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"\",\"verifier\":\"x\"}\n", "invalid_name")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"verifier\":\"x\"}\n", "invalid_name")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"rey\",\"verifier\":\"" + Verifier + "\\nmallory y\"}\n", "invalid_verifier")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"rey\",\"verifier\":\"secret\"}\n", "invalid_verifier")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"rey\",\"password\":\"secret\"}\n", "bad_request")]
    [Arguments("{\"type\":\"register\",\"id\":7,\"name\":\"hans\",\"verifier\":\"" + Verifier + "\"}\n", "name_taken")]
    [Arguments("{\"type\":\"account\",\"id\":7,\"name\":\"\\u0000\"}\n", "invalid_name")]
    public async Task What_cannot_be_an_account_never_gets_into_the_file(string line, string code)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.GreetAsync();
        await stranger.WriteAsync(Encoding.ASCII.GetBytes(line));
        await Assert.That((await stranger.NextJsonAsync()).GetProperty("code").GetString()).IsEqualTo(code);
        await Assert.That(server.Credentials).IsEqualTo(Accounts.File);
    }

    [Test]
    [Arguments(65_535, false)]
    [Arguments(65_536, true)]
    [Arguments(1_000_000, true)]
    public async Task A_line_over_the_limit_is_refused_and_closed(int length, bool isTooLong)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        RawClient vader = await server.LogInRawAsync("vader");
        const string Start = "{\"type\":\"broadcast\",\"id\":7,\"text\":\"";
        string line = Start + new string('x', length - Start.Length - 2) + "\"}";
        try
        {
            await vader.SendAsync(line);
        }
        catch (SocketException) when (isTooLong)
        {
            // Closed before it was all sent.
        }
        if (isTooLong)
        {
            List<string> rest = await vader.ReadToEndAsync();
            if (length < 100_000) await Assert.That(rest[^1]).Contains("line_too_long");
            await hans.ExpectNextAsync("vader logged in", "vader logged out");
            await luke.ExpectNextAsync("vader logged in", "vader logged out");
        }
        else
        {
            JsonElement refusal = await vader.ReadToAsync("error");
            await Assert.That(refusal.GetProperty("code").GetString()).IsEqualTo("text_too_long");
            await vader.RequestAsync("whoelse", "", "users");
        }
        await ExpectUndisturbedAsync(hans, luke, isTooLong ? [] : ["vader logged in"]);
    }

    [Test]
    [Arguments("GET / HTTP/1.1\r\nHost: here\r\n\r\n")]
    [Arguments("SSH-2.0-OpenSSH_9.6\r\n")]
    [Arguments("\n")]
    [Arguments("\0\0\0\0\0\0\0\0")]
    [Arguments("\xEF\xBB\xBF{\"type\":\"hello\",\"id\":1,\"version\":1}\n")]
    [Arguments(" {\"type\":\"hello\",\"id\":1,\"version\":1}\n")]
    public async Task A_stranger_gets_one_readable_line_and_the_close(string first)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.WriteAsync(Encoding.Latin1.GetBytes(first));
        string lines = string.Join('|', await stranger.ReadToEndAsync());
        await Assert.That(lines).IsEqualTo("This is a ChatCli server. Please connect with the chatcli client.");
        await ExpectUndisturbedAsync(hans, luke);
    }

    [Test]
    public async Task A_broken_TLS_hello_is_closed()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.WriteAsync(Encoding.Latin1.GetBytes("\x16GET / HTTP/1.1\r\nHost: here\r\n\r\n"));
        await stranger.ReadToEndAsync();
        await ExpectUndisturbedAsync(hans, luke);
    }

    [Test]
    public async Task Another_version_is_refused_and_closed()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        RawClient stranger = await server.ConnectRawAsync();
        await stranger.SendAsync("{\"type\":\"hello\",\"id\":1,\"version\":99}");
        List<string> lines = await stranger.ReadToEndAsync();
        await Assert.That(lines).Count().IsEqualTo(1);
        await Assert.That(lines[0]).Contains("\"code\":\"version\"");
    }

    [Test]
    public async Task Deep_nesting_and_many_properties_are_no_burden()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        RawClient vader = await server.LogInRawAsync("vader");
        await vader.SendAsync("{\"type\":\"whoelse\",\"id\":7,\"x\":" + new string('[', 30_000) + new string(']', 30_000) + "}");
        await vader.ReadToAsync("error");
        string properties = string.Concat(Enumerable.Range(0, 4_000).Select(i => $",\"p{i}\":{i}"));
        await vader.SendAsync("{\"type\":\"whoelse\",\"id\":8" + properties + "}");
        await vader.ReadToAsync("users");
        await vader.RequestAsync("whoelse", "", "users");
        await ExpectUndisturbedAsync(hans, luke, "vader logged in");
    }

    [Test]
    public async Task Lines_may_come_one_byte_at_a_time_and_several_at_once()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        RawClient vader = await server.ConnectRawAsync();
        foreach (byte value in Encoding.ASCII.GetBytes(Hello)) await vader.WriteAsync(new[] { value });
        await vader.ReadToAsync("greeting");
        const string Register = "{\"type\":\"register\",\"id\":2,\"name\":\"rey\",\"verifier\":\"" + Verifier + "\"}\r\n";
        string requests = string.Concat(Enumerable.Range(3, 500).Select(i => $"{{\"type\":\"whoelse\",\"id\":{i}}}\n"));
        await vader.WriteAsync(Encoding.ASCII.GetBytes(Register + requests));
        await vader.ReadToAsync("welcome");
        for (int i = 3; i < 503; i++) await Assert.That((await vader.ReadToAsync("users")).GetProperty("id").GetInt32()).IsEqualTo(i);
    }

    [Test]
    public async Task Half_a_line_and_a_hang_up_are_nothing()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        foreach (string half in (string[])["", "{", "{\"type\":\"hel", Hello[..^1], Hello + "{\"type\":\"logi"])
        {
            await using RawClient stranger = await server.ConnectRawAsync();
            await stranger.WriteAsync(Encoding.ASCII.GetBytes(half));
        }
        await ExpectUndisturbedAsync(hans, luke);
    }

    [Test]
    public async Task Control_characters_are_shown_and_not_obeyed()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        RawClient vader = await server.LogInRawAsync("vader");
        await luke.ExpectNextAsync("vader logged in");
        const string Text = "\\u001b[31mred\\u0007\\r\\nhans: forged\\u009b2J\\u202eolleh\\u2028\\u0000\\u200b";
        const string Shown = "<U+001B>[31mred<U+0007><U+000D><U+000A>hans: forged<U+009B>2J<U+202E>olleh<U+2028><U+0000><U+200B>";
        await vader.SendAsync($"{{\"type\":\"message\",\"id\":7,\"to\":\"luke\",\"text\":\"{Text}\"}}");
        await luke.ExpectNextAsync($"vader: {Shown}");
        await vader.SendAsync($"{{\"type\":\"broadcast\",\"id\":8,\"text\":\"{Text}\"}}");
        await luke.ExpectNextAsync($"vader (to all): {Shown}");

        // Nor can anybody do it to themselves by a mistyped line.
        await luke.AskAsync("\u001b[2J", "Error: unknown command \"<U+001B>[2J\"; type help for the commands");
        await luke.ExpectNothingMoreAsync();
    }

    private static async Task ExpectUndisturbedAsync(ClientProcess hans, ClientProcess luke, params string[] seenBefore)
    {
        await hans.ExpectNextAsync(seenBefore);
        await luke.ExpectNextAsync(seenBefore);
        await hans.SendAsync("message luke all well?");
        await luke.ExpectNextAsync("hans: all well?");
        await luke.SendAsync("message hans all well");
        await hans.ExpectNextAsync("luke: all well");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }
}
