using System.Globalization;
using System.Text;

namespace ChatCli.Testing;

/// <summary>
/// A small terminal for tests: what a program writes goes in, what a person would see comes out as text. It wraps late, as real
/// terminals do, and reads UTF-8 however it is cut. Not safe for several threads.
/// </summary>
public sealed class TerminalScreen
{
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly List<string> _scrolledOff = [];
    private readonly StringBuilder _sequence = new();
    private List<string[]> _rows;
    private char _highSurrogate;
    private State _state;
    private bool _wrapsNext;

    public TerminalScreen(int columns = 80, int rows = 24)
    {
        Columns = columns;
        _rows = [.. Enumerable.Range(0, rows).Select(_ => BlankRow())];
    }

    private enum State
    {
        Text,
        Escape,
        Sequence,
    }

    public int Columns { get; private set; }

    public int RowCount => _rows.Count;

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    /// <summary>The row that the cursor is in.</summary>
    public string CurrentRow => Row(CursorRow);

    /// <summary>The rows that are on the screen, without blanks at their ends.</summary>
    public IReadOnlyList<string> Rows => [.. Enumerable.Range(0, RowCount).Select(Row)];

    /// <summary>Every row that ever was at the top, scrolled off ones first, without the empty rows at the end.</summary>
    public IReadOnlyList<string> History
    {
        get
        {
            List<string> all = [.. _scrolledOff, .. Rows];
            while (all.Count > 0 && all[^1].Length == 0) all.RemoveAt(all.Count - 1);
            return all;
        }
    }

    public bool Contains(string text) => History.Any(row => row.Contains(text, StringComparison.Ordinal));

    public override string ToString() => string.Join('\n', History);

    public string Row(int row) => string.Concat(_rows[row]).TrimEnd(' ');

    public void Feed(string text) => Feed(Encoding.UTF8.GetBytes(text));

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        char[] characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        foreach (char c in characters)
        {
            if (char.IsHighSurrogate(c)) _highSurrogate = c;
            else if (char.IsLowSurrogate(c)) Read(new Rune(_highSurrogate, c));
            else Read(new Rune(c));
        }
    }

    /// <summary>Another size. Rows are cut off or get blanks; nothing is wrapped anew (as in xterm).</summary>
    public void Resize(int columns, int rows)
    {
        Columns = columns;
        while (RowCount > rows && CursorRow < RowCount - 1) _rows.RemoveAt(RowCount - 1);
        while (RowCount > rows) ScrollOff();
        _rows = [.. _rows.Select(row => row.Take(columns).Concat(Enumerable.Repeat(" ", Math.Max(0, columns - row.Length))).ToArray())];
        while (RowCount < rows) _rows.Add(BlankRow());
        CursorRow = Math.Clamp(CursorRow, 0, rows - 1);
        CursorColumn = Math.Min(CursorColumn, columns - 1);
        _wrapsNext = false;
    }

    private void Read(Rune rune)
    {
        switch (_state)
        {
            case State.Text when rune.Value == '\e':
                _state = State.Escape;
                break;
            case State.Text when Rune.IsControl(rune):
                Control(rune.Value);
                break;
            case State.Text:
                Put(rune);
                break;
            case State.Escape:
                _sequence.Clear();
                _state = rune.Value == '[' ? State.Sequence : State.Text;
                break;
            case State.Sequence when rune.Value is >= '@' and <= '~':
                _state = State.Text;
                Execute((char)rune.Value, _sequence.ToString());
                break;
            case State.Sequence:
                _sequence.Append(rune.ToString());
                break;
        }
    }

    private void Control(int control)
    {
        _wrapsNext = false;
        switch (control)
        {
            case '\r':
                CursorColumn = 0;
                break;
            case '\n':
                NextRow();
                break;
            case '\b':
                CursorColumn = Math.Max(0, CursorColumn - 1);
                break;
            case '\t':
                CursorColumn = Math.Min(Columns - 1, (CursorColumn / 8 * 8) + 8);
                break;
        }
    }

    private void Put(Rune rune)
    {
        int width = Width(rune);
        if (width == 0)
        {
            Join(rune);
            return;
        }
        if (_wrapsNext || CursorColumn + width > Columns)
        {
            CursorColumn = 0;
            NextRow();
        }
        for (int i = 0; i < width; i++) Clear(CursorRow, CursorColumn + i);
        _rows[CursorRow][CursorColumn] = rune.ToString();
        if (width == 2) _rows[CursorRow][CursorColumn + 1] = "";
        _wrapsNext = CursorColumn + width == Columns;
        CursorColumn = Math.Min(CursorColumn + width, Columns - 1);
    }

    private void Join(Rune rune)
    {
        int column = _wrapsNext ? CursorColumn : CursorColumn - 1;
        if (column > 0 && _rows[CursorRow][column].Length == 0) column--;
        if (column >= 0) _rows[CursorRow][column] += rune.ToString();
    }

    // Half of a wide character that is written over takes the other half with it.
    private void Clear(int row, int column)
    {
        string[] cells = _rows[row];
        if (cells[column].Length == 0 && column > 0) cells[column - 1] = " ";
        if (column + 1 < Columns && cells[column + 1].Length == 0) cells[column + 1] = " ";
        cells[column] = " ";
    }

    private void Execute(char command, string parameters)
    {
        if (parameters.StartsWith('?')) return;
        int[] numbers = [.. parameters.Split(';').Select(p => int.TryParse(p, CultureInfo.InvariantCulture, out int n) ? n : 0)];
        int count = Math.Max(1, numbers[0]);
        switch (command)
        {
            case 'A':
                MoveTo(CursorRow - count, CursorColumn);
                break;
            case 'B':
                MoveTo(CursorRow + count, CursorColumn);
                break;
            case 'C':
                MoveTo(CursorRow, CursorColumn + count);
                break;
            case 'D':
                MoveTo(CursorRow, CursorColumn - count);
                break;
            case 'G':
                MoveTo(CursorRow, count - 1);
                break;
            case 'H':
                MoveTo(count - 1, numbers.Length > 1 ? Math.Max(1, numbers[1]) - 1 : 0);
                break;
            case 'J':
                EraseScreen(numbers[0]);
                break;
            case 'K':
                EraseRow(numbers[0]);
                break;
        }
    }

    private void MoveTo(int row, int column)
    {
        CursorRow = Math.Clamp(row, 0, RowCount - 1);
        CursorColumn = Math.Clamp(column, 0, Columns - 1);
        _wrapsNext = false;
    }

    private void EraseRow(int what)
    {
        int first = what == 0 ? CursorColumn : 0, last = what == 1 ? CursorColumn : Columns - 1;
        for (int column = first; column <= last; column++) Clear(CursorRow, column);
        _wrapsNext = false;
    }

    private void EraseScreen(int what)
    {
        if (what is 0 or 1) EraseRow(what);
        int first = what == 0 ? CursorRow + 1 : 0, last = what == 1 ? CursorRow - 1 : RowCount - 1;
        for (int row = first; row <= last; row++) _rows[row] = BlankRow();
    }

    private void NextRow()
    {
        _wrapsNext = false;
        if (CursorRow < RowCount - 1)
        {
            CursorRow++;
            return;
        }
        ScrollOff();
        _rows.Add(BlankRow());
        CursorRow++;
    }

    private void ScrollOff()
    {
        _scrolledOff.Add(Row(0));
        _rows.RemoveAt(0);
        CursorRow--;
    }

    private string[] BlankRow()
    {
        string[] row = new string[Columns];
        Array.Fill(row, " ");
        return row;
    }

    // The widths of most terminals, written down independently of the client's table.
    private static int Width(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF01 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1F64F)
            or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
    }
}
