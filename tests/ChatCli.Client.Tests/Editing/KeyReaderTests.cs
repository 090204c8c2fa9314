using System.Text;
using ChatCli.Client.Editing;

namespace ChatCli.Client.Tests;

public class KeyReaderTests
{
    [Test]
    public async Task Characters_of_every_length_are_read() =>
        await Assert.That(Read("aé日😀~"u8.ToArray())).IsEqualTo("a é 日 😀 ~");

    [Test]
    [Arguments("\e[A", "Up")]
    [Arguments("\eOA", "Up")]
    [Arguments("\e[B", "Down")]
    [Arguments("\e[C", "Right")]
    [Arguments("\eOC", "Right")]
    [Arguments("\e[D", "Left")]
    [Arguments("\e[H", "Home")]
    [Arguments("\eOH", "Home")]
    [Arguments("\e[1~", "Home")]
    [Arguments("\e[7~", "Home")]
    [Arguments("\e[F", "End")]
    [Arguments("\eOF", "End")]
    [Arguments("\e[4~", "End")]
    [Arguments("\e[8~", "End")]
    [Arguments("\e[2~", "Insert")]
    [Arguments("\e[3~", "Delete")]
    [Arguments("\e[5~", "PageUp")]
    [Arguments("\e[6~", "PageDown")]
    [Arguments("\e[Z", "Shift+Tab")]
    [Arguments("\eOM", "Enter")]
    [Arguments("\r", "Enter")]
    [Arguments("\n", "Enter")]
    [Arguments("\t", "Tab")]
    [Arguments("\b", "Backspace")]
    [Arguments("\x7f", "Backspace")]
    public async Task Every_way_to_send_a_named_key_is_known(string bytes, string key) =>
        await Assert.That(Read(bytes)).IsEqualTo(key);

    [Test]
    [Arguments("\e[1;5C", "Control+Right")]
    [Arguments("\e[1;2H", "Shift+Home")]
    [Arguments("\e[3;5~", "Control+Delete")]
    [Arguments("\e[1;3D", "Alt+Left")]
    [Arguments("\eO5D", "Control+Left")]
    [Arguments("\eO1;5D", "Control+Left")]
    [Arguments("\eOd", "Control+Left")]
    [Arguments("\e[d", "Shift+Left")]
    [Arguments("\e[3$", "Shift+Delete")]
    [Arguments("\e[7^", "Control+Home")]
    [Arguments("\e[8@", "Shift, Control+End")]
    [Arguments("\eb", "Alt+b")]
    [Arguments("\e\x7f", "Alt+Backspace")]
    public async Task What_is_held_down_with_a_key_is_known(string bytes, string key) =>
        await Assert.That(Read(bytes)).IsEqualTo(key);

    [Test]
    public async Task Control_keys_are_letters_with_control() =>
        await Assert.That(Read("\x01\x03\x04\x1a\x1f\0")).IsEqualTo("Control+a Control+c Control+d Control+z Control+_ Control+ ");

    [Test]
    [Arguments("\e[15~")]
    [Arguments("\e[[A")]
    [Arguments("\eOP")]
    [Arguments("\e[?2026;2$y")]
    [Arguments("\e[>0;276;0c")]
    [Arguments("\e[12;40R")]
    [Arguments("\e[<0;1;1M")]
    [Arguments("\e[1;2;3;4;5;6;7;8;9;10;11;12H")]
    [Arguments("\e]11;rgb:0000/0000/0000\a")]
    [Arguments("\eP1+r524742\e\\")]
    public async Task A_sequence_without_a_meaning_is_swallowed_whole(string bytes) =>
        await Assert.That(Read("x" + bytes + "y")).IsEqualTo("x y");

    [Test]
    public async Task Broken_UTF8_is_shown_and_loses_nothing_around_it()
    {
        await Assert.That(Read([(byte)'a', 0xE2, 0x82, (byte)'b', 0xFF, 0x80, (byte)'c'])).IsEqualTo("a \uFFFD b \uFFFD \uFFFD c");
        await Assert.That(Read([0xF0, 0x9F, 0x98, (byte)'\r'])).IsEqualTo("\uFFFD Enter");
        await Assert.That(Read([0xE2, 0x1b, (byte)'[', (byte)'A'])).IsEqualTo("\uFFFD Up");
    }

    [Test]
    public async Task A_C1_control_character_is_no_key() => await Assert.That(Read("a\u009b\u0085b")).IsEqualTo("a b");

    [Test]
    public async Task Line_ends_in_a_paste_are_blanks_and_send_nothing() =>
        await Assert.That(Read("\e[200~one\r\ntwo\nthree\tfour\e[201~\r")).IsEqualTo("o n e   t w o   t h r e e   f o u r Enter");

    [Test]
    public async Task The_line_end_at_the_end_of_a_paste_is_left_out() =>
        await Assert.That(Read("\e[200~secret\n\e[201~!")).IsEqualTo("s e c r e t !");

    [Test]
    public async Task Keys_inside_a_paste_are_not_pressed() =>
        await Assert.That(Read("\e[200~a\x03\x04\x1a\x7f\e[A\eOA\exb\e[201~\x03")).IsEqualTo("a x b Control+c");

    [Test]
    public async Task A_lone_escape_is_a_key_once_nothing_follows()
    {
        var reader = new KeyReader();
        var keys = new Queue<Key>();
        reader.Read("\e"u8, keys);
        await Assert.That(keys).IsEmpty();
        reader.Pause(keys);
        reader.Read("[A"u8, keys);
        await Assert.That(Written(keys)).IsEqualTo("Escape [ A");
    }

    [Test]
    public async Task A_pause_within_a_longer_sequence_does_not_break_it()
    {
        var reader = new KeyReader();
        var keys = new Queue<Key>();
        foreach (string part in (string[])["\e[", "20", "0~a", "\e", "[201~", "\e[", "A"])
        {
            reader.Read(Encoding.UTF8.GetBytes(part), keys);
            reader.Pause(keys);
        }
        await Assert.That(Written(keys)).IsEqualTo("a Up");
    }

    [Test]
    public async Task A_key_that_only_looks_like_a_report_does_not_stop_the_keyboard()
    {
        var reader = new KeyReader();
        var keys = new Queue<Key>();
        reader.Read("\eP"u8, keys);
        reader.Pause(keys);
        reader.Read("ab"u8, keys);
        await Assert.That(Written(keys)).IsEqualTo("a b");
    }

    [Test]
    public async Task A_sequence_that_is_broken_off_gives_way() =>
        await Assert.That(Read("\e[1;\rx\e[\e[A")).IsEqualTo("Enter x Up");

    // Whole, in pieces of every size, and one byte a piece: always the same keys.
    private static string Read(byte[] bytes)
    {
        string whole = InPieces(bytes, bytes.Length);
        for (int size = 1; size < bytes.Length; size++)
            if (InPieces(bytes, size) is { } other && other != whole) return $"{whole}, but in pieces of {size}: {other}";
        return whole;
    }

    private static string Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static string InPieces(byte[] bytes, int size)
    {
        var reader = new KeyReader();
        var keys = new Queue<Key>();
        foreach (byte[] piece in bytes.Chunk(Math.Max(1, size))) reader.Read(piece, keys);
        return Written(keys);
    }

    private static string Written(IEnumerable<Key> keys) => string.Join(' ', keys.Select(Written));

    private static string Written(Key key) =>
        (key.Modifiers == KeyModifiers.None ? "" : $"{key.Modifiers}+") + (key.Name == KeyName.Character ? key.Character.ToString() : key.Name.ToString());
}
