using System.Text;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

public class TerminalScreenTests
{
    private readonly TerminalScreen _screen = new(10, 3);

    [Test]
    [Arguments("abc", "abc")]
    [Arguments("0123456789a", "0123456789\na")]
    [Arguments("0123456789\r\nb", "0123456789\nb")]
    [Arguments("0123456789\rX", "X123456789")]
    [Arguments("012345678日", "012345678\n日")]
    [Arguments("日本\e[3Dx", " x本")]
    [Arguments("日本\rx", "x 本")]
    [Arguments("abc\r\e[K", "")]
    [Arguments("abcdef\e[3D\e[1K", "    ef")]
    [Arguments("abc\e[2Gx\e[5Cy", "axc    y")]
    [Arguments("a\r\nb\r\nc\r\nd", "a\nb\nc\nd")]
    [Arguments("a\r\nb\e[A!\e[H?\e[2;5Hz", "?!\nb   z")]
    [Arguments("a\r\nb\r\nc\e[2;1H\e[J", "a")]
    [Arguments("a\r\nb\e[2Jc", "\n c")]
    [Arguments("\e[31mred\e[0m\e[?2004h", "red")]
    [Arguments("e\u0301x\b\bo", "ox")]
    public async Task The_screen_shows_what_a_terminal_would(string written, string shown)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(written)) _screen.Feed([b]);
        await Assert.That(_screen.ToString()).IsEqualTo(shown);
        var whole = new TerminalScreen(10, 3);
        whole.Feed(written);
        await Assert.That(whole.ToString()).IsEqualTo(shown);
    }
}
