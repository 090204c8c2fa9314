using ChatCli.Client.Words;

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
    public async Task Of_the_marks_on_one_character_eight_are_drawn_and_the_others_shown_as_their_code_points()
    {
        string eight = "a" + string.Concat(Enumerable.Repeat("\u0301", 8));
        await Assert.That(Inert.Text(eight + "b" + eight)).IsEqualTo(eight + "b" + eight);
        await Assert.That(Inert.Text(eight + "\u0308\u20DD b\u0301")).IsEqualTo(eight + "<U+0308><U+20DD> b\u0301");
        // Also where there is none to be on, and the parts of Hangul that are drawn one over the other.
        await Assert.That(Inert.Text(string.Concat(Enumerable.Repeat("\u0301", 9)))).IsEqualTo(string.Concat(Enumerable.Repeat("\u0301", 8)) + "<U+0301>");
        await Assert.That(Inert.Text("\u1100" + string.Concat(Enumerable.Repeat("\u1161", 9)))).EndsWith("\u1161<U+1161>");
    }

    [Test]
    [Arguments("Việt Nam, ế")]
    [Arguments("בְּרֵאשִׁ֖ית בָּרָ֣א")]
    [Arguments("สวัสดีครับ ที่นี่")]
    [Arguments("བསྒྲུབས")]
    [Arguments("h\u032F\u0359\u0330ello")]
    public async Task What_languages_write_stays_as_it_is(string text) => await Assert.That(Inert.Text(text)).IsEqualTo(text);

    [Test]
    public async Task A_lone_surrogate_is_shown_as_a_replacement() => await Assert.That(Inert.Text("a\ud800b")).IsEqualTo("a\uFFFDb");
}
