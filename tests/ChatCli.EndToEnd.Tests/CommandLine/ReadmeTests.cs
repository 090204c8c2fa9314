using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>The transcript in README.md is what a user sees. <c>make transcript</c> writes it anew.</summary>
public class ReadmeTests
{
    private const string Begin = "<!-- transcript -->\n```\n";
    private const string End = "```\n<!-- end -->";

    [Test]
    public async Task The_transcript_is_what_a_user_sees()
    {
        string path = Path.Combine(Published.Repository, "README.md");
        string readme = await File.ReadAllTextAsync(path);
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = readme.IndexOf(End, begin, StringComparison.Ordinal);

        string transcript = await PlayAsync();

        if (Environment.GetEnvironmentVariable("UPDATE_TRANSCRIPT") is "1")
            await File.WriteAllTextAsync(path, readme[..begin] + transcript + readme[end..]);
        else
            await Assert.That(readme[begin..end]).IsEqualTo(transcript).Because("make transcript updates README.md");
    }

    private static async Task<string> PlayAsync()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal luke = await TerminalProcess.LogInAsync(server, "luke");
        ClientProcess hans = await server.LogInAsync("hans");
        await luke.WaitForAsync("hans logged in");

        await EnterAsync("message hans Good day!", "delivered to hans");
        await hans.SendAsync("message luke Good day to you too");
        await luke.WaitForAsync("hans: Good day to you too");
        await EnterAsync("message yoda When will you be back?", "stored for yoda");
        await EnterAsync("whoelse", "\nhans\n");
        await EnterAsync("startprivate hans", "asked hans for a private chat");
        await hans.SendAsync("y");
        await luke.WaitForAsync("private chat with hans started");
        await EnterAsync("private hans just between us");
        await hans.SendAsync("private luke understood");
        await luke.WaitForAsync("hans (private): understood");
        await EnterAsync("stopprivate hans", "private chat with hans ended");
        await hans.SendAsync("broadcast Lunch?");
        await luke.WaitForAsync("hans (to all): Lunch?");
        luke.Type("logout\r");
        await luke.WaitForGoodEndAsync();

        // The shell's word on the terminal is not part of it.
        string[] rows = luke.Text.Split('\n');
        return string.Concat(rows.TakeWhile(row => row != TerminalProcess.Sane).Select(row => row + "\n"));

        async Task EnterAsync(string command, string answer = "")
        {
            luke.Type(command);
            await luke.WaitForAsync(screen => screen.CurrentRow == $"> {command}", command);
            luke.Type("\r");
            await luke.WaitForAsync(screen => screen.CurrentRow == ">" && $"\n{screen}\n".Contains(answer), $"\"{answer}\" after \"{command}\"");
        }
    }
}
