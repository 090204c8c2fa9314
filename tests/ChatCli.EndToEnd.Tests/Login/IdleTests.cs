using System.Diagnostics;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Who gives no command for TIMEOUT seconds is logged out. Time itself is under test here, so these tests wait for it.</summary>
public class IdleTests
{
    private const int Timeout = 2;
    private const string TimedOut = "you were logged out after 2 seconds without a command";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [Test]
    public async Task An_idle_user_is_told_and_the_others_too()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Timeout = Timeout });
        (ClientProcess luke, ClientProcess hans) = await server.LogInAllAsync("luke", "hans");
        var sinceLogin = Stopwatch.StartNew();
        await PrivateTests.StartAsync(luke, "luke", hans, "hans");
        await KeepInAsync(luke, untilEnd: hans);

        await Assert.That(sinceLogin.Elapsed)
            .IsGreaterThan(TimeSpan.FromSeconds(Timeout - 0.1)).And.IsLessThan(TimeSpan.FromSeconds(Timeout + 1.5));
        await hans.ExpectNextInAnyOrderAsync(TimedOut, "private chat with luke ended");
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(1);
        await luke.ExpectAsync("private chat with hans ended");
        await luke.RoundTripAsync();
        await Assert.That(luke.Output.Count(line => line == "hans logged out")).IsEqualTo(1);
    }

    [Test]
    public async Task Every_command_keeps_a_user_in_even_when_it_is_refused()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Timeout = Timeout });
        ClientProcess hans = await server.LogInAsync("hans");
        (string Line, string Answer)[] commands =
        [
            ("whoelse", "nobody else is online"),
            ("message nobody hello", "Error: there is no such user"),
            ("block hans", "Error: this command is not for yourself"),
            ("private nobody hello", "Error: there is no such user"),
            ("message impossible\u00fc hello", "Error: there is no such user"),
            ("help logout", "logout  log out and end"),
            ("accept yoda", "Error: this user does not ask for a private chat"),
        ];
        foreach ((string line, string answer) in commands)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await hans.AskAsync(line, answer);
        }
    }

    [Test]
    [Arguments("y")]
    [Arguments("n")]
    public async Task An_answer_keeps_a_user_in(string answer)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Timeout = Timeout });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.AskAsync("startprivate luke", "asked luke for a private chat");
        await luke.ExpectNextAsync("hans asks for a private chat: y to accept, n to decline");
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await luke.AskAsync(answer, answer == "y" ? "private chat with hans started" : "you declined the private chat with hans");
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await luke.RoundTripAsync();
    }

    [Test]
    public async Task Private_texts_keep_a_user_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Timeout = Timeout });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await hans.SendAsync($"private luke {i}");
            await luke.SendAsync($"private hans {i}");
            await luke.ExpectNextAsync($"hans (private): {i}");
            await hans.ExpectNextAsync($"luke (private): {i}");
        }
        await hans.AskAsync("whoelse", "luke");
        await luke.AskAsync("whoelse", "hans");
    }

    [Test]
    [Arguments("received messages")]
    [Arguments("received private texts")]
    [Arguments("blank lines")]
    [Arguments("unknown commands")]
    [Arguments("wrong arguments")]
    public async Task What_is_no_command_keeps_nobody_in(string what)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Timeout = Timeout });
        (ClientProcess luke, ClientProcess hans) = await server.LogInAllAsync("luke", "hans");
        var sinceCommand = Stopwatch.StartNew();
        if (what == "received private texts") await PrivateTests.StartAsync(luke, "luke", hans, "hans");
        while (!hans.Output.Contains(TimedOut) && sinceCommand.Elapsed < TimeSpan.FromSeconds(Timeout + 3))
        {
            (ClientProcess by, string line) = what switch
            {
                "received messages" => (luke, "message hans hello"),
                "received private texts" => (luke, "private hans hello"),
                "blank lines" => (hans, "   "),
                "unknown commands" => (hans, "hello luke"),
                _ => (hans, "message luke"),
            };
            await luke.SendAsync("whoelse");
            await SendUnlessEndedAsync(by, line);
            await Task.Delay(Soon);
        }
        await Assert.That(sinceCommand.Elapsed).IsLessThan(TimeSpan.FromSeconds(Timeout + 1.5));
        await hans.ExpectAsync(TimedOut);
        await luke.ExpectAsync("hans logged out");
    }

    [Test]
    public async Task Zero_means_for_ever()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Timeout = 0 });
        ClientProcess hans = await server.LogInAsync("hans");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await hans.ExpectNothingMoreAsync();
    }

    /// <summary>Keeps one user in by commands until another client has shown its last line.</summary>
    private static async Task KeepInAsync(ClientProcess client, ClientProcess untilEnd)
    {
        while (!untilEnd.Output.Contains(TimedOut))
        {
            await client.SendAsync("whoelse");
            await Task.Delay(Soon);
        }
    }

    private static async Task SendUnlessEndedAsync(ClientProcess client, string line)
    {
        try
        {
            await client.SendAsync(line);
        }
        catch (InvalidOperationException) when (client.Output.Contains(TimedOut))
        {
            // It went just now.
        }
    }
}
