using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Typing at a real terminal while messages arrive.</summary>
public class TerminalChatTests
{
    private const string Left = "\e[D";
    private const string Right = "\e[C";
    private const string Home = "\e[H";
    private const string End = "\e[F";
    private const string Backspace = "\x7f";
    private const string ControlU = "\x15";

    [Test]
    public async Task A_half_typed_line_survives_arriving_messages_and_can_be_edited()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        ClientProcess luke = await server.LogInAsync("luke");
        await hans.WaitForAsync(screen => screen.Contains("luke logged in"), "the notice");

        // Insert, wide characters included, and go back into the line.
        await TypeAsync("messag luke 日本 wor", "> messag luke 日本 wor", 22);
        await TypeAsync(Home, "> messag luke 日本 wor", 2);
        await TypeAsync(Right + Right + Right + Right + Right + Right + "e", "> message luke 日本 wor", 9);
        await TypeAsync(End + "ldsx", "> message luke 日本 worldsx", 27);
        await TypeAsync(Backspace + Backspace, "> message luke 日本 world", 25);
        await TypeAsync(Left + Left + Left + Left + Left + Left + "語", "> message luke 日本語 world", 21);
        await TypeAsync(Left + Left + Backspace, "> message luke 本語 world", 15);
        await TypeAsync("日", "> message luke 日本語 world", 17);
        hans.Type("\r");
        await luke.ExpectNextAsync("hans: 日本語 world");

        // Ctrl-U removes everything before the cursor.
        await TypeAsync("all wrong" + ControlU, ">", 2);
        await TypeAsync("xyzmessage luke tail" + Home + Right + Right + Right + ControlU, "> message luke tail", 2);
        hans.Type("\r");
        await luke.ExpectNextAsync("hans: tail");
        await luke.ExpectNothingMoreAsync();

        // After all that the screen shows nothing but what was said.
        await hans.WaitForAsync(screen => screen.CurrentRow == ">", "an empty line");
        foreach (string row in hans.Text.Split('\n').Skip(3))
        {
            bool expected = row is "luke logged in" or "> message luke 日本語 world" or "> message luke tail" or ">"
                || row.StartsWith("luke: news ", StringComparison.Ordinal)
                || row.StartsWith("luke (to all): news ", StringComparison.Ordinal);
            await Assert.That(expected).IsTrue().Because(row);
        }

        async Task TypeAsync(string keys, string row, int column)
        {
            hans.Type(keys);
            await hans.WaitForRowAsync(row, column);
            string news = $"news {Guid.NewGuid():N}";
            await luke.SendAsync($"message hans {news}", $"broadcast {news}");
            await hans.WaitForAsync(
                screen => screen.Contains($"luke (to all): {news}") && screen.CurrentRow == row && screen.CursorColumn == column,
                $"the row \"{row}\" below the news");
        }
    }

    [Test]
    public async Task A_long_line_at_a_narrow_terminal_is_sent_whole()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans", columns: 64);
        ClientProcess luke = await server.LogInAsync("luke");
        string text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"日{i}"));
        foreach (string part in text.Chunk(50).Select(chunk => new string(chunk)).Prepend("message luke "))
        {
            hans.Type(part);
            await luke.SendAsync("message hans news");
        }
        await hans.WaitForAsync(screen => screen.CurrentRow.EndsWith("日59", StringComparison.Ordinal), "the end of the line");
        hans.Type("\r");
        await luke.ExpectNextAsync($"hans: {text}");
    }

    [Test]
    public async Task A_pasted_text_is_not_sent_before_enter()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        ClientProcess luke = await server.LogInAsync("luke");
        await hans.WaitForAsync("luke logged in");
        hans.Type("message luke \e[200~one\rtwo\e[201~");
        await hans.WaitForAsync("two");
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_private_chat_from_beginning_to_end()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        using PseudoTerminal luke = await TerminalProcess.LogInAsync(server, "luke");
        await hans.WaitForAsync("luke logged in");
        hans.Type("private luke too early\r");
        await hans.WaitForAsync(PrivateTests.NoPrivate("luke"));
        hans.Type("startprivate luke\r");
        await hans.WaitForAsync("asked luke for a private chat");
        await luke.WaitForAsync("hans asks for a private chat: y to accept, n to decline");
        luke.Type("y\r");
        await luke.WaitForAsync("private chat with hans started");
        await hans.WaitForAsync("private chat with luke started");

        luke.Type("private hans I am typing 日");
        await luke.WaitForRowAsync("> private hans I am typing 日", 29);
        hans.Type("private luke hurry up\r");
        await luke.WaitForAsync("hans (private): hurry up", "> private hans I am typing 日");
        hans.Type("message luke by the server\r");
        await luke.WaitForAsync("hans: by the server", "> private hans I am typing 日");
        await luke.WaitForRowAsync("> private hans I am typing 日", 29);
        luke.Type("\r");
        await hans.WaitForAsync("luke (private): I am typing 日");

        // The server dies; the two go on.
        await server.KillAsync();
        await hans.WaitForAsync("the private chat with luke goes on");
        await luke.WaitForAsync("the private chat with hans goes on");
        luke.Type("private hans still here\r");
        await hans.WaitForAsync("luke (private): still here");
        hans.Type("stopprivate luke\rlogout\r");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(1);
        await luke.WaitForAsync("private chat with hans ended");
        luke.Type("logout\r");
        await Assert.That(await luke.WaitForGoodEndAsync()).IsEqualTo(1);
        await Assert.That(hans.Text).EndsWith(TerminalProcess.Sane);
        await Assert.That(luke.Text).EndsWith(TerminalProcess.Sane);
    }

    [Test]
    public async Task Control_characters_of_others_reach_no_terminal()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        RawClient vader = await server.LogInRawAsync("vader");
        await hans.WaitForAsync("vader logged in");
        const string Text = "\\u001b]0;title\\u0007\\u001b[31mred\\u009b2J\\u202e";
        await vader.SendAsync($"{{\"type\":\"message\",\"id\":7,\"to\":\"hans\",\"text\":\"{Text}\"}}");
        await hans.WaitForAsync("vader: <U+001B>]0;title<U+0007><U+001B>[31mred<U+009B>2J<U+202E>");
        await Assert.That(hans.Transcript).DoesNotContain("\e[31m").And.DoesNotContain("\e]0").And.DoesNotContain("\u009b");
    }
}
