using System.Globalization;
using System.Text;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;

namespace ChatCli.Fuzz.Targets;

/// <summary>What a client shows must not move the cursor, recolour or reorder.</summary>
internal static class ShownLines
{
    private static readonly NoticeText Words = new(new TextStyle(IsTerminal: true));

    public static void Check(Notice? notice) => Check(notice is null ? null : Words.Of(notice));

    public static void Check(string? text)
    {
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            if (rune.Value == '\n') continue;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                throw new FindingException($"U+{rune.Value:X4} is shown");
            }
        }
    }
}
