using System.Buffers;
using System.Text;
using ChatCli.Client.Editing;
using ChatCli.Client.Screen;

namespace ChatCli.Client.Tests;

public class ConsoleKeysTests
{
    private const uint AltGr = 0x1 | 0x8;
    private const uint LeftControl = 0x8;
    private const uint Shift = 0x10;
    private const ushort AltKey = 0x12;

    [Test]
    public async Task Characters_of_every_length_are_passed_on() =>
        await Assert.That(Keys([.. "aé日😀~".Select(unit => Pressed(0, unit))])).IsEqualTo("a é 日 😀 ~");

    [Test]
    [Arguments((ushort)0x25, "Left")]
    [Arguments((ushort)0x26, "Up")]
    [Arguments((ushort)0x27, "Right")]
    [Arguments((ushort)0x28, "Down")]
    [Arguments((ushort)0x24, "Home")]
    [Arguments((ushort)0x23, "End")]
    [Arguments((ushort)0x2D, "Insert")]
    [Arguments((ushort)0x2E, "Delete")]
    [Arguments((ushort)0x21, "PageUp")]
    [Arguments((ushort)0x22, "PageDown")]
    public async Task A_key_that_is_no_character_is_the_sequence_of_a_terminal(ushort key, string name)
    {
        await Assert.That(Keys(Pressed(key))).IsEqualTo(name);
        await Assert.That(Keys(Pressed(key, modifiers: LeftControl))).IsEqualTo($"Control+{name}");
        await Assert.That(Keys(Pressed(key, modifiers: Shift))).IsEqualTo($"Shift+{name}");
    }

    [Test]
    public async Task A_sequence_that_the_console_makes_itself_is_one_key() =>
        await Assert.That(Keys([.. "\e[1;5D\x7f\r\x03".Select(unit => Pressed(0, unit))])).IsEqualTo("Control+Left Backspace Enter Control+c");

    [Test]
    public async Task A_key_that_is_held_down_counts_as_often_as_it_repeats() =>
        await Assert.That(Keys(Pressed(0x41, 'a') with { Repetitions = 3 }, Pressed(0x25) with { Repetitions = 2 })).IsEqualTo("a a a Left Left");

    [Test]
    public async Task Letting_go_is_nothing_but_for_what_was_composed_with_alt()
    {
        await Assert.That(Keys(Pressed(0x41, 'a'), Released(0x41, 'a'), Released(AltKey, '\0'))).IsEqualTo("a");
        await Assert.That(Keys(Released(AltKey, 'ß'))).IsEqualTo("ß");
    }

    [Test]
    public async Task Keys_that_only_modify_are_nothing_and_the_character_of_AltGr_is_itself() =>
        await Assert.That(Keys(Pressed(AltKey, modifiers: AltGr), Pressed(0x10, modifiers: Shift), Pressed(0x45, '€', AltGr))).IsEqualTo("€");

    [Test]
    public async Task Half_a_character_is_shown_as_broken_and_takes_nothing_with_it() =>
        await Assert.That(Keys([.. "\ude00a\ud83db".Select(unit => Pressed(0, unit))])).IsEqualTo("\ufffd a b");

    [Test]
    public async Task What_is_no_key_is_nothing() =>
        await Assert.That(Keys(Pressed(0x41, 'a') with { Type = ConsoleRecord.Size }, Pressed(0x41, 'a') with { Type = 16 })).IsEqualTo("");

    private static ConsoleRecord Pressed(ushort key, char unit = '\0', uint modifiers = 0) =>
        new() { Type = ConsoleRecord.Key, IsDown = 1, Repetitions = 1, VirtualKey = key, Unit = unit, Modifiers = modifiers };

    private static ConsoleRecord Released(ushort key, char unit) => Pressed(key, unit) with { IsDown = 0 };

    private static string Keys(params ConsoleRecord[] records)
    {
        var console = new ConsoleKeys();
        var bytes = new ArrayBufferWriter<byte>();
        foreach (ConsoleRecord record in records) console.Add(record, bytes);
        var keys = new Queue<Key>();
        new KeyReader().Read(bytes.WrittenSpan, keys);
        return string.Join(' ', keys.Select(key =>
            (key.Modifiers == KeyModifiers.None ? "" : $"{key.Modifiers}+") + (key.Name == KeyName.Character ? $"{key.Character}" : $"{key.Name}")));
    }
}
