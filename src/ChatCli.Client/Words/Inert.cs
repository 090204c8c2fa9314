using System.Globalization;
using System.Text;

namespace ChatCli.Client.Words;

/// <summary>Makes foreign text harmless to a terminal: what could move the cursor, recolour or reorder is shown as its code point.</summary>
internal static class Inert
{
    /// <summary>So many marks on one character no language needs; more of them would grow over the rows above and below.</summary>
    private const int MostMarks = 8;

    /// <summary>The text with every control, format (bidirectional, zero-width) and line-separating character written as <c>&lt;U+001B&gt;</c>, and so every mark after the eighth on one character.</summary>
    public static string Text(string text)
    {
        int first = 0;
        while (first < text.Length && IsHarmless(text[first])) first++;
        if (first == text.Length) return text;

        var inert = new StringBuilder(text.Length + 16).Append(text, 0, first);
        int marks = 0;
        foreach (Rune rune in text.AsSpan(first).EnumerateRunes())
        {
            marks = DisplayWidth.Of(rune) == 0 ? marks + 1 : 0;
            if (IsHarmful(rune) || marks > MostMarks) inert.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            else inert.Append(rune.ToString());
        }
        return inert.ToString();
    }

    private static bool IsHarmless(char c) => c is >= ' ' and <= '~';

    private static bool IsHarmful(Rune rune) => IsInvisible(rune.Value) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>
    /// Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties) in other categories, and noncharacters. Of the variation selectors those that choose
    /// between text and emoji are in everyday use, and stay.
    /// </summary>
    private static bool IsInvisible(int value) => value
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or (>= 0xFE00 and <= 0xFE0D) or 0xFFA0
        or (>= 0xFDD0 and <= 0xFDEF) or (>= 0xE0000 and <= 0xE0FFF)
        || (value & 0xFFFE) == 0xFFFE;
}
