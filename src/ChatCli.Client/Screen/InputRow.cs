using System.Globalization;
using System.Text;
using ChatCli.Client.Words;

namespace ChatCli.Client.Screen;

/// <summary>
/// Draws the row in which a line is typed: prompt, the part of the line around the cursor, the cursor. It never touches the last
/// column, so that the terminal never wraps it. Pure: characters in, characters out.
/// </summary>
internal sealed class InputRow
{
    private const int LeastRoom = 10;

    private int _scroll;

    /// <summary>Whether the prompt leaves enough of a row for typing.</summary>
    public static bool Fits(string prompt, int columns) => DisplayWidth.Of(prompt) + LeastRoom <= columns;

    /// <summary>Starts a new line at its beginning.</summary>
    public void Reset() => _scroll = 0;

    /// <summary>Appends what draws the row, wherever in it the terminal's cursor is, and sets the cursor.</summary>
    public void Draw(StringBuilder to, string prompt, ReadOnlySpan<char> line, int cursor, int columns)
    {
        to.Append('\r');
        int promptColumns = AppendColumns(to, prompt, 0, Math.Max(0, columns - 1 - LeastRoom), out _);
        int room = Math.Max(1, columns - 1 - promptColumns);
        int before = Columns(line[..cursor]);
        Scroll(before, before + Columns(line[cursor..]), room);

        int drawn = AppendColumns(to, line, _scroll, _scroll + room, out int cut);
        to.Append("\e[K");
        int column = promptColumns + before - _scroll;
        if (column == promptColumns + cut + drawn) return;
        to.Append('\r');
        if (column > 0) to.Append(CultureInfo.InvariantCulture, $"\e[{column}C");
    }

    /// <summary>Appends a text with everything that a terminal might not show as itself replaced by one visible column.</summary>
    public static void AppendInert(StringBuilder to, ReadOnlySpan<char> text) => AppendColumns(to, text, 0, int.MaxValue, out _);

    private void Scroll(int cursor, int end, int room)
    {
        // Going back past the left edge shows some of what stands before, and a shorter line fills the row again.
        if (cursor < _scroll) _scroll = Math.Max(0, cursor - (room / 2));
        if (cursor > _scroll + room) _scroll = cursor - room;
        _scroll = Math.Min(_scroll, Math.Max(0, end - room));
    }

    // Appends the characters that lie wholly in [first, last) of the text's columns; returns their columns. A wide character that the
    // left edge cuts is a blank, counted in `cut`.
    private static int AppendColumns(StringBuilder to, ReadOnlySpan<char> text, int first, int last, out int cut)
    {
        int column = 0, drawn = 0;
        bool visible = first == 0;
        cut = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune shown = Shown(rune);
            int width = DisplayWidth.Of(shown);
            if (column + width > last) break;
            if (width > 0) visible = column >= first;
            if (width > 0 && !visible && column + width > first)
            {
                cut = column + width - first;
                to.Append(' ', cut);
            }
            if (visible)
            {
                AppendRune(to, shown);
                drawn += width;
            }
            column += width;
        }
        return drawn;
    }

    private static int Columns(ReadOnlySpan<char> text)
    {
        int columns = 0;
        foreach (Rune rune in text.EnumerateRunes()) columns += DisplayWidth.Of(Shown(rune));
        return columns;
    }

    // Terminals disagree about joiners, and a bidirectional mark would reorder the row.
    private static Rune Shown(Rune rune) => rune.Value >= ' ' && rune.Value < 0x7f ? rune : Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            => Rune.ReplacementChar,
        _ => rune,
    };

    private static void AppendRune(StringBuilder to, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        to.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
