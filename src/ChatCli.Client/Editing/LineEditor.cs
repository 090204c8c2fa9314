using System.Globalization;
using System.Text;

namespace ChatCli.Client.Editing;

/// <summary>What a key did to the line.</summary>
internal enum EditResult : byte
{
    Nothing,
    Changed,
    Submitted,
    EndOfInput,
    Redraw,
}

/// <summary>
/// The line being typed and the cursor in it. Pure: key in, line and cursor out. The cursor moves by what a reader sees as one
/// character (UAX #29), and control characters cannot get in.
/// </summary>
internal sealed class LineEditor
{
    /// <summary>The longest line, in UTF-16 units; what is typed beyond is ignored. More than any text that the server takes in ASCII.</summary>
    public const int MaxLength = 12_000;

    private char[] _text = new char[256];
    private int _length;

    /// <summary>The line so far. Valid until the next key.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>Where the next character goes, as an index into <see cref="Text"/>.</summary>
    public int Cursor { get; private set; }

    /// <summary>The line, which is then empty.</summary>
    public string Take()
    {
        string line = Text.ToString();
        Clear();
        return line;
    }

    public void Clear()
    {
        // A password must not stay in memory for longer than it takes.
        _text.AsSpan(0, _length).Clear();
        _length = 0;
        Cursor = 0;
    }

    public EditResult Apply(Key key) => key.Name switch
    {
        KeyName.Character when key.Modifiers == KeyModifiers.None => Insert(key.Character),
        KeyName.Character when key.Modifiers == KeyModifiers.Control => Control((char)key.Character.Value),
        KeyName.Enter => EditResult.Submitted,
        KeyName.Backspace => Remove(Before(Cursor), Cursor),
        KeyName.Delete => Remove(Cursor, After(Cursor)),
        KeyName.Left => Move(Before(Cursor)),
        KeyName.Right => Move(After(Cursor)),
        KeyName.Home => Move(0),
        KeyName.End => Move(_length),
        _ => EditResult.Nothing,
    };

    private EditResult Control(char letter)
    {
        switch (letter)
        {
            case 'a': return Move(0);
            case 'e': return Move(_length);
            case 'u': return Remove(0, Cursor);
            case 'k': return Remove(Cursor, _length);
            case 'w': return Remove(WordStart(), Cursor);
            case 'l': return EditResult.Redraw;
            case 'd' when _length == 0: return EditResult.EndOfInput;
            case 'd': return Remove(Cursor, After(Cursor));
            case 'c' when _length == 0: return EditResult.EndOfInput;
            case 'c':
                Clear();
                return EditResult.Changed;
            default: return EditResult.Nothing;
        }
    }

    private EditResult Insert(Rune character)
    {
        int units = character.Utf16SequenceLength;
        if (Rune.IsControl(character) || _length + units > MaxLength) return EditResult.Nothing;

        if (_length + units > _text.Length) Grow();
        _text.AsSpan(Cursor, _length - Cursor).CopyTo(_text.AsSpan(Cursor + units));
        character.EncodeToUtf16(_text.AsSpan(Cursor));
        _length += units;
        Cursor += units;
        return EditResult.Changed;
    }

    private void Grow()
    {
        char[] larger = new char[_text.Length * 2];
        Text.CopyTo(larger);
        Array.Clear(_text);
        _text = larger;
    }

    private EditResult Remove(int start, int end)
    {
        if (start == end) return EditResult.Nothing;
        _text.AsSpan(end, _length - end).CopyTo(_text.AsSpan(start));
        int length = _length - (end - start);
        _text.AsSpan(length, _length - length).Clear();
        _length = length;
        Cursor = start;
        return EditResult.Changed;
    }

    private EditResult Move(int to)
    {
        if (to == Cursor) return EditResult.Nothing;
        Cursor = to;
        return EditResult.Changed;
    }

    private int Before(int position)
    {
        // Where a character begins is only known from the front.
        int start = 0;
        while (true)
        {
            int next = Next(start);
            if (next >= position) return Math.Min(start, position);
            start = next;
        }
    }

    private int After(int position)
    {
        int end = 0;
        while (end <= position && end < _length) end = Next(end);
        return Math.Max(end, position);
    }

    private int Next(int position) =>
        position < _length ? position + StringInfo.GetNextTextElementLength(Text[position..]) : _length;

    private int WordStart()
    {
        int start = Cursor;
        while (start > 0 && char.IsWhiteSpace(_text[start - 1])) start--;
        while (start > 0 && !char.IsWhiteSpace(_text[start - 1])) start--;
        return start;
    }
}
