using System.Text;
using ChatCli.Client.Words;

namespace ChatCli.Client.Screen;

/// <summary>
/// Breaks a line where a terminal would, and indents all rows but the first: what begins in the first column is a line of this program's own, whatever
/// a text says in its later rows. Pure: characters in, characters out.
/// </summary>
internal static class WrappedLine
{
    /// <summary>More than the marks of receipts have before them.</summary>
    private const int Indent = 4;

    /// <summary>Makes an emoji of the character before it, which then has two columns in some terminals and one in others.</summary>
    private const char EmojiSelector = '\uFE0F';

    /// <summary>Appends a line without its end for a terminal that is so wide.</summary>
    public static void Append(StringBuilder to, string line, int columns)
    {
        // No character has more columns than two.
        if (line.Length <= columns / 2)
        {
            to.Append(line);
            return;
        }
        int indent = Math.Min(Indent, columns / 4), column = 0, begun = 0, at = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            int next = at + rune.Utf16SequenceLength;
            // Rather too early than too late: then the terminal would break the row, at the first column.
            int width = next < line.Length && line[next] == EmojiSelector ? 2 : DisplayWidth.Of(rune);
            if (width > 0 && column + width > columns && column > indent)
            {
                to.Append(line, begun, at - begun).Append("\r\n").Append(' ', indent);
                (begun, column) = (at, indent);
            }
            column += width;
            at = next;
        }
        to.Append(line, begun, line.Length - begun);
    }
}
