using System.Globalization;
using System.Text;

namespace ChatCli.Client.Screen;

/// <summary>Makes foreign text harmless to a terminal: what could move the cursor, recolour or reorder is shown as its code point.</summary>
internal static class Inert
{
    /// <summary>The text with every control, format (bidirectional, zero-width) and line-separating character written as <c>&lt;U+001B&gt;</c>.</summary>
    public static string Text(string text)
    {
        int first = 0;
        while (first < text.Length && IsHarmless(text[first])) first++;
        if (first == text.Length) return text;

        var inert = new StringBuilder(text.Length + 16).Append(text, 0, first);
        foreach (Rune rune in text.AsSpan(first).EnumerateRunes())
        {
            if (IsHarmful(rune)) inert.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            else inert.Append(rune.ToString());
        }
        return inert.ToString();
    }

    private static bool IsHarmless(char c) => c is >= ' ' and <= '~';

    private static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
