using System.Text;
using ChatCli.Client.Screen;

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
}
