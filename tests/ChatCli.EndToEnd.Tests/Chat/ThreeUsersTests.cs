namespace ChatCli.EndToEnd.Tests;

/// <summary>Three users who talk to each other.</summary>
public class ThreeUsersTests
{
    [Test]
    public async Task Messages_reach_the_one_that_they_are_for()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await server.LogInAllAsync("hans", "luke", "yoda");
        await hans.SendAsync("message luke hello there");
        await luke.ExpectNextAsync("hans: hello there");
        await luke.SendAsync("message hans general kenobi", "/message yoda and you");
        await hans.ExpectNextAsync("luke: general kenobi");
        await yoda.ExpectNextAsync("luke: and you");
        foreach (ClientProcess client in (ClientProcess[])[hans, luke, yoda]) await client.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_text_is_kept_exactly()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        // From then on a broadcast does not wait for the end of what the mailbox had.
        await luke.RoundTripAsync();
        string[] texts =
        [
            "two  spaces and one after ", " one before", "\"quoted\" \\ 'back\\slash'", "{\"type\":\"logout\"}",
            "Grüße, 日本語, 😀👩‍🚀, e\u0301", "\ta\ttab",
            "logout", new string('x', 10_000),
        ];
        foreach (string text in texts) await hans.SendAsync($"message luke {text}", $"broadcast {text}");
        foreach (string text in texts)
        {
            // What could move a cursor is shown as its code point.
            string shown = text.Replace("\t", "<U+0009>", StringComparison.Ordinal).Replace("\u200d", "<U+200D>", StringComparison.Ordinal);
            await luke.ExpectNextAsync($"hans: {shown}", $"hans (to all): {shown}");
        }
        await hans.AskAsync($"message luke {new string('x', 10_001)}", "Error: the text is longer than 10,000 bytes");
        await hans.AskAsync($"broadcast {new string('ü', 5_001)}", "Error: the text is longer than 10,000 bytes");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_broadcast_reaches_all_others_and_only_them()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke, ClientProcess yoda) = await server.LogInAllAsync("hans", "luke", "yoda");
        await hans.SendAsync("broadcast hello everybody");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNextAsync("hans (to all): hello everybody");
        await yoda.ExpectNextAsync("hans (to all): hello everybody");
        await luke.ExpectNothingMoreAsync();

        // Never stored.
        ClientProcess leia = await server.LogInAsync("leia");
        await leia.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Whoelse_lists_the_others_who_are_online()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess yoda, ClientProcess luke, ClientProcess hans) = await server.LogInAllAsync("yoda", "luke", "hans");
        await hans.AskAsync("whoelse", "luke", "yoda");
        await luke.LogOutAsync();
        await hans.ExpectNextAsync("luke logged out");
        await hans.AskAsync("/whoelse", "yoda");
        await yoda.ExpectNextAsync("luke logged out");
        await yoda.LogOutAsync();
        await hans.ExpectNextAsync("yoda logged out");
        await hans.AskAsync("whoelse ", "nobody else is online");
    }

    [Test]
    [Arguments("message", "Usage: message USER TEXT")]
    [Arguments("message luke", "Usage: message USER TEXT")]
    [Arguments("message luke    ", "Usage: message USER TEXT")]
    [Arguments("broadcast", "Usage: broadcast TEXT")]
    [Arguments("broadcast  ", "Usage: broadcast TEXT")]
    [Arguments("whoelse now", "Usage: whoelse")]
    [Arguments("whoelsesince", "Usage: whoelsesince SECONDS")]
    [Arguments("whoelsesince -1", "Usage: whoelsesince SECONDS")]
    [Arguments("whoelsesince 1.5", "Usage: whoelsesince SECONDS")]
    [Arguments("whoelsesince a while", "Usage: whoelsesince SECONDS")]
    [Arguments("block", "Usage: block USER")]
    [Arguments("unblock luke yoda", "Usage: unblock USER")]
    [Arguments("startprivate", "Usage: startprivate USER")]
    [Arguments("private luke", "Usage: private USER TEXT")]
    [Arguments("stopprivate", "Usage: stopprivate USER")]
    [Arguments("logout now", "Usage: logout")]
    [Arguments("message hans hello", "Error: this command is not for yourself")]
    [Arguments("message nobody hello", "Error: there is no such user")]
    [Arguments("whoels", "Error: unknown command \"whoels\"; did you mean \"whoelse\"?")]
    [Arguments("mesage luke hello", "Error: unknown command \"mesage\"; did you mean \"message\"?")]
    [Arguments("greetings everybody", "Error: unknown command \"greetings\"; type help for the commands")]
    [Arguments("Message luke hello", "Error: unknown command \"Message\"; did you mean \"message\"?")]
    [Arguments("y", "Error: unknown command \"y\"; type help for the commands")]
    [Arguments("/", "Error: unknown command \"/\"; type help for the commands")]
    public async Task What_cannot_be_done_is_said_and_changes_nothing(string line, string answer)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync(line, answer);
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task Help_names_every_command()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await hans.SendAsync("help");
        await hans.RoundTripAsync();
        string[] commands =
        [
            "message", "broadcast", "whoelse", "whoelsesince", "block", "unblock", "startprivate", "private", "stopprivate",
            "logout", "help",
        ];
        foreach (string command in commands)
            await Assert.That(hans.Output.Count(line => line.Split(' ')[0] == command)).IsEqualTo(1).Because(command);
        await hans.AskAsync("help block", "block USER  hide from USER and refuse what USER sends");
    }

    [Test]
    public async Task Blank_lines_are_passed_over()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await hans.SendAsync("", "   ", "\t");
        await hans.ExpectNothingMoreAsync();
    }
}
