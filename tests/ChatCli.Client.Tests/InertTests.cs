using ChatCli.Client.Screen;

namespace ChatCli.Client.Tests;

public class InertTests
{
    [Test]
    [Arguments("plain text", "plain text")]
    [Arguments("", "")]
    [Arguments("日本 é 😀", "日本 é 😀")]
    [Arguments("a\e[31mred", "a<U+001B>[31mred")]
    [Arguments("a\r\nb\tc", "a<U+000D><U+000A>b<U+0009>c")]
    [Arguments("\0\a\b\x7f", "<U+0000><U+0007><U+0008><U+007F>")]
    [Arguments("\u009b2J", "<U+009B>2J")]
    [Arguments("abc\u202Etxt", "abc<U+202E>txt")]
    [Arguments("\u2066\u200B\uFEFF", "<U+2066><U+200B><U+FEFF>")]
    [Arguments("a\u2028b\u2029", "a<U+2028>b<U+2029>")]
    [Arguments("tag \U000E0041", "tag <U+E0041>")]
    [Arguments("\u034F\u115F\u3164\uFFA0\u180B\uFE00\U000E0100", "<U+034F><U+115F><U+3164><U+FFA0><U+180B><U+FE00><U+E0100>")]
    [Arguments("\uFFFE\U0001FFFF", "<U+FFFE><U+1FFFF>")]
    [Arguments("\u2764\uFE0F", "\u2764\uFE0F")]
    public async Task What_could_move_a_cursor_or_reorder_a_row_is_shown_as_its_code_point(string text, string shown) =>
        await Assert.That(Inert.Text(text)).IsEqualTo(shown);

    [Test]
    public async Task A_lone_surrogate_is_shown_as_a_replacement() => await Assert.That(Inert.Text("a\ud800b")).IsEqualTo("a\uFFFDb");
}
