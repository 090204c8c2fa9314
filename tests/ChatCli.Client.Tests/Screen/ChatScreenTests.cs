using ChatCli.Client.Screen;

namespace ChatCli.Client.Tests;

public class ChatScreenTests
{
    private readonly MemoryTerminal _terminal = new();

    [Test]
    public async Task A_half_typed_line_survives_arriving_messages_with_the_cursor_in_its_middle()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        _terminal.Type("こんx日本😀\e[D\e[D");
        screen.Print("hans: hello");
        screen.Print("yoda: 日本 " + new string('w', 50));
        await Assert.That(Shown()).IsEqualTo(
            $"""
            hans: hello
            yoda: 日本 {new string('w', 29)}
                {new string('w', 21)}
            > こんx日本😀
            """);
        await Assert.That(_terminal.Screen.CursorColumn).IsEqualTo(9);
        _terminal.Type("é\r");
        await Assert.That(await line).IsEqualTo("こんx日é本😀");
        await Assert.That(_terminal.Screen.History[^1]).IsEqualTo("> こんx日é本😀");
    }

    [Test]
    [Arguments("eve: ")]
    [Arguments("eve: 日")]
    [Arguments("eve: x日")]
    [Arguments("eve: e\u0301")]
    [Arguments("eve: ❤\uFE0F❤\uFE0F")]
    public async Task No_row_of_a_message_but_its_first_begins_in_the_first_column(string begin)
    {
        foreach (int columns in (int[])[12, 13, 40, 80])
        {
            var terminal = new MemoryTerminal(columns, 12);
            var screen = new ChatScreen(terminal);
            _ = Read(screen, "> ");
            string text = begin + string.Concat(Enumerable.Repeat("hans: I agree 日本", 12));
            screen.Print(text);

            string[] rows = [.. terminal.Screen.History.SkipLast(1)];
            await Assert.That(rows[0]).StartsWith("eve: ");
            foreach (string row in rows.Skip(1)) await Assert.That(row).StartsWith(columns >= 16 ? "    " : "   ");
            await Assert.That(string.Concat(rows).Replace(" ", "")).IsEqualTo(text.Replace(" ", ""));
            await Assert.That(terminal.Screen.CurrentRow).IsEqualTo(">");
        }
    }

    [Test]
    public async Task A_character_that_may_be_wide_is_not_left_to_the_last_column()
    {
        var terminal = new MemoryTerminal(12, 6);
        new ChatScreen(terminal).Print("eve: 567890\u2764\uFE0Fx");
        await Assert.That(terminal.Written.ToString()).EndsWith("eve: 567890\r\n   \u2764\uFE0Fx\r\n");
    }

    [Test]
    public async Task A_message_as_wide_as_the_screen_leaves_no_empty_row()
    {
        var screen = new ChatScreen(_terminal);
        _ = Read(screen, "> ");
        screen.Print(new string('a', 40));
        screen.Print("b");
        await Assert.That(Shown()).IsEqualTo($"{new string('a', 40)}\nb\n>");
    }

    [Test]
    public async Task A_line_wider_than_the_screen_scrolls_sideways_in_one_row()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        string text = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i:00}日"));
        _terminal.Type(text);
        await Assert.That(Shown()).IsEqualTo(">  21日22日23日24日25日26日27日28日29日");
        await Assert.That(_terminal.Screen.CursorColumn).IsEqualTo(39);
        _terminal.Type("\e[D");
        await Assert.That(_terminal.Screen.CursorColumn).IsEqualTo(37);
        _terminal.Type("\e[H");
        await Assert.That(Shown()).IsEqualTo("> 00日01日02日03日04日05日06日07日08日0");
        await Assert.That(_terminal.Screen.CursorColumn).IsEqualTo(2);
        _terminal.Type("\x05\r");
        await Assert.That(await line).IsEqualTo(text);
        await Assert.That(string.Concat(_terminal.Screen.History)).IsEqualTo("> " + text);
    }

    [Test]
    [Arguments(12)]
    [Arguments(13)]
    [Arguments(40)]
    public async Task Whatever_is_typed_the_line_stays_in_one_row_and_the_cursor_where_it_belongs(int columns)
    {
        var terminal = new MemoryTerminal(columns, 4);
        var screen = new ChatScreen(terminal);
        _ = Read(screen, "> ");
        string[] keys = ["a", "日", "😀", "e\u0301", "\e[D", "\e[D", "\e[C", "\x7f", "\e[H", "\x05", "\e[3~", "\u200b", "한"];
        var random = new Random(columns);
        for (int i = 0; i < 2_000; i++)
        {
            terminal.Type(keys[random.Next(keys.Length)]);
            (string row, int column) = (terminal.Screen.CurrentRow, terminal.Screen.CursorColumn);
            await Assert.That(terminal.Screen.History).Count().IsEqualTo(1);
            screen.Print("m");
            await Assert.That((terminal.Screen.CurrentRow, terminal.Screen.CursorColumn)).IsEqualTo((row, column));
            terminal.Type("\x0c");
            await Assert.That((terminal.Screen.CurrentRow, terminal.Screen.CursorColumn)).IsEqualTo((row, column));
        }
    }

    [Test]
    public async Task Another_width_draws_the_line_anew()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        _terminal.Type("0123456789012345678901234567890");
        _terminal.Resize(20, 8);
        await Assert.That(_terminal.Screen.CurrentRow).IsEqualTo("> 45678901234567890");
        _terminal.Resize(60, 8);
        await Assert.That(_terminal.Screen.CurrentRow).IsEqualTo("> 0123456789012345678901234567890");
        _terminal.Type("!\r");
        await Assert.That(await line).IsEqualTo("0123456789012345678901234567890!");
    }

    [Test]
    public async Task A_secret_shows_nothing_at_all()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "Password: ", secret: true);
        _terminal.Type("sec");
        screen.Print("message");
        _terminal.Type("r日x\x7f\e[Det\e[A\r");
        await Assert.That(await line).IsEqualTo("secret日");
        await Assert.That(Shown()).IsEqualTo("message\nPassword:");
        await Assert.That(_terminal.Written.ToString()).DoesNotContain("sec").And.DoesNotContain("*").And.DoesNotContain("日");
        await Assert.That(_terminal.Screen.CursorRow).IsEqualTo(2);
    }

    [Test]
    public async Task A_burst_is_one_write_a_line()
    {
        var screen = new ChatScreen(_terminal);
        _ = Read(screen, "> ");
        _terminal.Type("half");
        int before = _terminal.Writes;
        for (int i = 0; i < 1_000; i++) screen.Print($"message {i}");
        await Assert.That(_terminal.Writes - before).IsEqualTo(1_000);
        await Assert.That(_terminal.Screen.History.Take(1_000)).IsEquivalentTo(Enumerable.Range(0, 1_000).Select(i => $"message {i}"));
        await Assert.That(_terminal.Screen.CurrentRow).IsEqualTo("> half");
    }

    [Test]
    public async Task Many_threads_may_print()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        Parallel.For(0, 200, i =>
        {
            screen.Print($"message {i}");
            _terminal.Type("x");
        });
        _terminal.Type("\r");
        await Assert.That(await line).IsEqualTo(new string('x', 200));
        await Assert.That(_terminal.Screen.History.Order()).IsEquivalentTo(
            Enumerable.Range(0, 200).Select(i => $"message {i}").Append("> " + new string('x', 38)).Append(new string('x', 40))
                .Concat(Enumerable.Repeat(new string('x', 40), 3)).Append("xx").Order());
    }

    [Test]
    public async Task What_is_typed_while_nothing_is_read_waits_for_the_next_lines()
    {
        var screen = new ChatScreen(_terminal);
        _terminal.Type("one\rtwo\rthr");
        await Assert.That(Shown()).IsEqualTo("");
        await Assert.That(await Read(screen, "1> ")).IsEqualTo("one");
        await Assert.That(await Read(screen, "2> ")).IsEqualTo("two");
        Task<string?> third = Read(screen, "3> ");
        await Assert.That(Shown()).IsEqualTo("1> one\n2> two\n3> thr");
        _terminal.Type("ee\r");
        await Assert.That(await third).IsEqualTo("three");
    }

    [Test]
    public async Task A_cancelled_read_erases_its_row_and_the_next_one_shows_it_again()
    {
        var screen = new ChatScreen(_terminal);
        using var cancel = new CancellationTokenSource();
        Task<string?> line = screen.ReadLineAsync("> ", false, cancel.Token).AsTask();
        _terminal.Type("half");
        await cancel.CancelAsync();
        await Assert.That(async () => await line).Throws<OperationCanceledException>();
        screen.Print("message");
        await Assert.That(Shown()).IsEqualTo("message");
        Task<string?> next = Read(screen, "> ");
        _terminal.Type("!\r");
        await Assert.That(await next).IsEqualTo("half!");
    }

    [Test]
    public async Task A_secret_half_typed_when_its_read_was_cancelled_is_forgotten()
    {
        var screen = new ChatScreen(_terminal);
        using var cancel = new CancellationTokenSource();
        Task<string?> secret = screen.ReadLineAsync("Password: ", true, cancel.Token).AsTask();
        _terminal.Type("hidden");
        await cancel.CancelAsync();
        await Assert.That(async () => await secret).Throws<OperationCanceledException>();
        Task<string?> next = Read(screen, "> ");
        _terminal.Type("seen\r");
        await Assert.That(await next).IsEqualTo("seen");
    }

    [Test]
    public async Task The_end_of_the_terminal_is_the_end_of_input_for_good()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        _terminal.Type("half");
        _terminal.End();
        await Assert.That(await line).IsNull();
        await Assert.That(await Read(screen, "> ")).IsNull();
        await Assert.That(Shown()).IsEqualTo("");
    }

    [Test]
    [Arguments("\x04")]
    [Arguments("\x03")]
    [Arguments("abc\x03\x03")]
    public async Task Ctrl_C_and_Ctrl_D_end_the_input_on_an_empty_line(string keys)
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        _terminal.Type(keys);
        await Assert.That(await line).IsNull();
        await Assert.That(_terminal.Quits).IsEqualTo(0);
    }

    [Test]
    public async Task A_second_Ctrl_C_while_nothing_is_read_ends_the_program()
    {
        _ = new ChatScreen(_terminal);
        _terminal.Type("\x03");
        await Assert.That(_terminal.Quits).IsEqualTo(0);
        _terminal.Type("\x03");
        await Assert.That(_terminal.Quits).IsEqualTo(1);
    }

    [Test]
    public async Task Ctrl_Z_gives_the_terminal_to_the_shell_and_then_shows_the_line_again()
    {
        var screen = new ChatScreen(_terminal);
        _ = Read(screen, "> ");
        _terminal.Type("ab\x1a" + "c");
        await Assert.That(_terminal.Suspensions).IsEqualTo(1);
        await Assert.That(Shown()).IsEqualTo("> abc");
    }

    [Test]
    public async Task Ctrl_L_clears_the_screen_and_keeps_the_line()
    {
        var screen = new ChatScreen(_terminal);
        _ = Read(screen, "> ");
        screen.Print("message");
        _terminal.Type("ab\e[D\x0c");
        await Assert.That(Shown()).IsEqualTo("> ab");
        await Assert.That((_terminal.Screen.CursorRow, _terminal.Screen.CursorColumn)).IsEqualTo((0, 3));
    }

    [Test]
    public async Task What_is_pasted_is_shown_inert_and_kept_exactly()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        _terminal.Type("\e[200~a\u202Eb\u200Bc\e[31m\nd\e[201~");
        await Assert.That(Shown()).IsEqualTo("> a\uFFFDb\uFFFDc d");
        _terminal.Type("\r");
        await Assert.That(await line).IsEqualTo("a\u202Eb\u200Bc d");
        await Assert.That(_terminal.Screen.History[0]).IsEqualTo("> a\uFFFDb\uFFFDc d");
    }

    [Test]
    public async Task A_prompt_that_leaves_no_room_stands_above_the_line()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "Is this the fingerprint of your server? ");
        _terminal.Type("yes\r");
        await Assert.That(await line).IsEqualTo("yes");
        await Assert.That(Shown()).IsEqualTo("Is this the fingerprint of your server?\n> yes");
    }

    [Test]
    public async Task Disposing_erases_the_half_typed_row_and_gives_the_terminal_back()
    {
        var screen = new ChatScreen(_terminal);
        Task<string?> line = Read(screen, "> ");
        screen.Print("message");
        _terminal.Type("half");
        await screen.DisposeAsync();
        await screen.DisposeAsync();
        await Assert.That(await line).IsNull();
        await Assert.That(Shown()).IsEqualTo("message");
        await Assert.That((_terminal.Screen.CursorRow, _terminal.Screen.CursorColumn)).IsEqualTo((1, 0));
        await Assert.That(_terminal.IsDisposed).IsTrue();
    }

    private static Task<string?> Read(ChatScreen screen, string prompt, bool secret = false) =>
        screen.ReadLineAsync(prompt, secret, CancellationToken.None).AsTask();

    private string Shown() => _terminal.Screen.ToString();
}
