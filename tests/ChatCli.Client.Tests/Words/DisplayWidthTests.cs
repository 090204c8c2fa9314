using System.Text;
using ChatCli.Client.Words;

namespace ChatCli.Client.Tests;

public class DisplayWidthTests
{
    [Test]
    [Arguments("", 0)]
    [Arguments("abc", 3)]
    [Arguments("é", 1)]
    [Arguments("e\u0301", 1)]
    [Arguments("a\u20DD", 1)]
    [Arguments("日本", 4)]
    [Arguments("。", 2)]
    [Arguments("ａ", 2)]
    [Arguments("ｱ", 1)]
    [Arguments("한", 2)]
    [Arguments("\u1112\u1161\u11AB", 2)]
    [Arguments("😀", 2)]
    [Arguments("🚀", 2)]
    [Arguments("✅", 2)]
    [Arguments("☎", 1)]
    [Arguments("𠀋", 2)]
    [Arguments("─", 1)]
    [Arguments("\uFFFD", 1)]
    [Arguments("\u200B", 0)]
    public async Task A_text_is_as_wide_as_its_characters(string text, int columns) => await Assert.That(DisplayWidth.Of(text)).IsEqualTo(columns);

    [Test]
    public async Task Both_ends_of_a_wide_block_are_wide_and_their_neighbours_are_not()
    {
        await Assert.That(DisplayWidth.Of(new Rune(0x10FF))).IsEqualTo(1);
        await Assert.That(DisplayWidth.Of(new Rune(0x1100))).IsEqualTo(2);
        await Assert.That(DisplayWidth.Of(new Rune(0x115F))).IsEqualTo(2);
        await Assert.That(DisplayWidth.Of(new Rune(0x3FFFD))).IsEqualTo(2);
        await Assert.That(DisplayWidth.Of(new Rune(0x3FFFE))).IsEqualTo(1);
    }

    /// <summary>Terminals give hexagrams two columns, as Unicode does since 16.0, and the other blocks that 16.0 made wide one.</summary>
    [Test]
    [Arguments(0x3250, 2)]
    [Arguments(0x4DBF, 2)]
    [Arguments(0x4DC0, 2)]
    [Arguments(0x4DFF, 2)]
    [Arguments(0x4E00, 2)]
    [Arguments(0xA4CF, 2)]
    [Arguments(0x324F, 1)]
    [Arguments(0xA4D0, 1)]
    [Arguments(0x2630, 1)]
    [Arguments(0x268F, 1)]
    [Arguments(0x1D300, 1)]
    [Arguments(0x1D376, 1)]
    public async Task Hexagrams_are_wide(int character, int columns) => await Assert.That(DisplayWidth.Of(new Rune(character))).IsEqualTo(columns);

    [Test]
    [Arguments(0x0600, 0x0605)]
    [Arguments(0x06DD, 0x06DD)]
    [Arguments(0x070F, 0x070F)]
    [Arguments(0x0890, 0x0891)]
    [Arguments(0x08E2, 0x08E2)]
    [Arguments(0x110BD, 0x110BD)]
    [Arguments(0x110CD, 0x110CD)]
    public async Task Signs_that_enclose_a_number_are_seen_though_they_are_format_characters(int first, int last)
    {
        for (int character = first; character <= last; character++) await Assert.That(DisplayWidth.Of(new Rune(character))).IsEqualTo(1);
    }

    [Test]
    [Arguments(0x0610)]
    [Arguments(0x061C)]
    [Arguments(0x06DC)]
    [Arguments(0x180E)]
    [Arguments(0x200D)]
    [Arguments(0x2060)]
    [Arguments(0xFEFF)]
    [Arguments(0xE0001)]
    public async Task Other_format_characters_and_marks_take_no_column(int character) => await Assert.That(DisplayWidth.Of(new Rune(character))).IsEqualTo(0);
}
