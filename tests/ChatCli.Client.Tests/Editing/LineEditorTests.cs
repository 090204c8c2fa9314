using System.Text;
using ChatCli.Client.Editing;

namespace ChatCli.Client.Tests;

public class LineEditorTests
{
    private const string Family = "👨‍👩‍👧";

    private readonly LineEditor _editor = new();

    [Test]
    public async Task Typing_goes_where_the_cursor_is() => await Assert.That(Type("ad\e[D" + "bc\e[C!")).IsEqualTo("abcd!|");

    [Test]
    [Arguments("abc\x7f", "ab|")]
    [Arguments("abc\e[D\x7f", "a|c")]
    [Arguments("abc\e[H\x7f", "|abc")]
    [Arguments("abc\e[H\e[3~", "|bc")]
    [Arguments("abc\e[3~", "abc|")]
    [Arguments("abc\x01\x04", "|bc")]
    [Arguments("abc\x01x\x05y", "xabcy|")]
    [Arguments("abc\e[D\x15", "|c")]
    [Arguments("abc\e[D\x0b", "ab|")]
    [Arguments("one two  \x17", "one |")]
    [Arguments("one two\x17\x17\x17", "|")]
    [Arguments("one two\e[D\x17", "one |o")]
    [Arguments("abc\e[H\e[D", "|abc")]
    [Arguments("abc\x03", "|")]
    public async Task Every_editing_key_does_what_it_does_in_a_shell(string keys, string line) => await Assert.That(Type(keys)).IsEqualTo(line);

    [Test]
    [Arguments("日本", "日|本")]
    [Arguments("ae\u0301", "a|e\u0301")]
    [Arguments("a😀", "a|😀")]
    [Arguments("a" + Family, "a|" + Family)]
    [Arguments("a👍🏽", "a|👍🏽")]
    [Arguments("🇩🇪🇫🇷", "🇩🇪|🇫🇷")]
    public async Task The_cursor_moves_by_what_a_reader_sees_as_one_character(string text, string afterLeft)
    {
        await Assert.That(Type(text + "\e[D")).IsEqualTo(afterLeft);
        await Assert.That(Type("\e[C")).IsEqualTo(text + "|");
    }

    [Test]
    public async Task Backspace_and_delete_take_a_whole_visible_character()
    {
        await Assert.That(Type("x" + Family + "e\u0301\x7f")).IsEqualTo($"x{Family}|");
        await Assert.That(Type("\x7f")).IsEqualTo("x|");
        await Assert.That(Type("\x7f" + "😀y\e[H\e[3~")).IsEqualTo("|y");
    }

    [Test]
    public async Task The_cursor_gets_out_of_a_character_that_grew_around_it()
    {
        await Assert.That(Type("e\u0301\x01" + "\u0301x")).IsEqualTo("\u0301x|e\u0301");
        await Assert.That(Type("\x15👩\u200d")).IsEqualTo("👩\u200d|e\u0301");
        await Assert.That(Type("\e[D\e[C\e[C")).IsEqualTo("👩\u200de\u0301|");
    }

    [Test]
    public async Task Control_characters_cannot_get_in()
    {
        foreach (char c in "\0\a\e\x7f\u0085\u009b") _editor.Apply(Key.Of(new Rune(c)));
        await Assert.That(_editor.Text.Length).IsEqualTo(0);
    }

    [Test]
    public async Task A_line_has_a_longest_length()
    {
        for (int i = 0; i < LineEditor.MaxLength - 1; i++) _editor.Apply(Key.Of(new Rune('a')));
        await Assert.That(_editor.Apply(Key.Of(new Rune(0x1F600)))).IsEqualTo(EditResult.Nothing);
        await Assert.That(_editor.Apply(Key.Of(new Rune('b')))).IsEqualTo(EditResult.Changed);
        await Assert.That(_editor.Apply(Key.Of(new Rune('c')))).IsEqualTo(EditResult.Nothing);
        await Assert.That(_editor.Take().Length).IsEqualTo(LineEditor.MaxLength);
    }

    [Test]
    public async Task Enter_gives_the_line_and_begins_an_empty_one()
    {
        Type("hello");
        await Assert.That(_editor.Apply(Key.Of(KeyName.Enter))).IsEqualTo(EditResult.Submitted);
        await Assert.That(_editor.Take()).IsEqualTo("hello");
        await Assert.That(Type("")).IsEqualTo("|");
    }

    [Test]
    public async Task Ctrl_C_and_Ctrl_D_on_an_empty_line_are_the_end_of_input()
    {
        await Assert.That(_editor.Apply(Key.Control('d'))).IsEqualTo(EditResult.EndOfInput);
        await Assert.That(_editor.Apply(Key.Control('c'))).IsEqualTo(EditResult.EndOfInput);
        Type("a");
        await Assert.That(_editor.Apply(Key.Control('d'))).IsEqualTo(EditResult.Nothing);
        await Assert.That(_editor.Apply(Key.Control('c'))).IsEqualTo(EditResult.Changed);
    }

    [Test]
    public async Task Ctrl_L_asks_for_a_redraw() => await Assert.That(_editor.Apply(Key.Control('l'))).IsEqualTo(EditResult.Redraw);

    [Test]
    public async Task Keys_without_a_meaning_change_nothing()
    {
        Type("ab\e[A\e[B\e[2~\e[5~\t\ex\x07\x1c");
        await Assert.That(Type("")).IsEqualTo("ab|");
    }

    private string Type(string keys)
    {
        var read = new Queue<Key>();
        new KeyReader().Read(Encoding.UTF8.GetBytes(keys), read);
        foreach (Key key in read) _editor.Apply(key);
        return _editor.Text.ToString().Insert(_editor.Cursor, "|");
    }
}
