using System.Buffers;
using System.Globalization;
using System.Text;

namespace ChatCli.Client.Screen;

/// <summary>
/// Makes of the keys that a Windows console reports the bytes that terminals send for them, which <see cref="Editing.KeyReader"/> reads. A console
/// that speaks as terminals do reports each character of a sequence as a key of its own; an older one reports the keys themselves. Pure.
/// </summary>
internal sealed class ConsoleKeys
{
    private const ushort AltKey = 0x12;
    private const uint Alt = 0x3;
    private const uint Control = 0xC;
    private const uint Shift = 0x10;

    private char _high;

    /// <summary>Appends the bytes of what was pressed.</summary>
    public void Add(in ConsoleRecord record, IBufferWriter<byte> bytes)
    {
        if (record.Type != ConsoleRecord.Key) return;
        // A character that was composed with Alt and the digits comes when Alt is let go.
        if (record.IsDown == 0 && (record.VirtualKey != AltKey || record.Unit == 0)) return;
        for (int i = 0; i < Math.Max(record.Repetitions, (ushort)1); i++)
        {
            if (record.Unit != 0) AddUnit((char)record.Unit, bytes);
            else if (Sequence(record.VirtualKey, record.Modifiers) is { } sequence) bytes.Write(Encoding.ASCII.GetBytes(sequence));
        }
    }

    private void AddUnit(char unit, IBufferWriter<byte> bytes)
    {
        if (char.IsHighSurrogate(unit))
        {
            _high = unit;
            return;
        }
        Rune character = char.IsLowSurrogate(unit) && Rune.TryCreate(_high, unit, out Rune pair) ? pair
            : Rune.TryCreate(unit, out Rune single) ? single
            : Rune.ReplacementChar;
        _high = '\0';
        int length = character.EncodeToUtf8(bytes.GetSpan(4));
        bytes.Advance(length);
    }

    private static string? Sequence(ushort key, uint modifiers)
    {
        int modifier = 1 + ((modifiers & Shift) != 0 ? 1 : 0) + ((modifiers & Alt) != 0 ? 2 : 0) + ((modifiers & Control) != 0 ? 4 : 0);
        // The virtual keys from VK_PRIOR to VK_DOWN, VK_INSERT and VK_DELETE.
        return key switch
        {
            0x21 => Numbered(5, modifier),
            0x22 => Numbered(6, modifier),
            0x23 => Lettered('F', modifier),
            0x24 => Lettered('H', modifier),
            0x25 => Lettered('D', modifier),
            0x26 => Lettered('A', modifier),
            0x27 => Lettered('C', modifier),
            0x28 => Lettered('B', modifier),
            0x2D => Numbered(2, modifier),
            0x2E => Numbered(3, modifier),
            _ => null,
        };
    }

    private static string Lettered(char letter, int modifier) =>
        modifier == 1 ? $"\e[{letter}" : string.Create(CultureInfo.InvariantCulture, $"\e[1;{modifier}{letter}");

    private static string Numbered(int number, int modifier) =>
        string.Create(CultureInfo.InvariantCulture, $"\e[{number};{modifier}~");
}
