using System.Globalization;
using System.Text;

namespace ChatCli.Fuzz.Targets;

/// <summary>What a client shows must not move the cursor, recolour or reorder.</summary>
internal static class ShownLines
{
    public static void Check(string line)
    {
        foreach (Rune rune in line.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                throw new FindingException($"U+{rune.Value:X4} is shown");
            }
        }
    }
}
