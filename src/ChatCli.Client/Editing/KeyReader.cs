using System.Text;

namespace ChatCli.Client.Editing;

/// <summary>
/// Turns the bytes that a terminal sends into keys, however they are cut into reads. Pure: no clock and no terminal in here.
/// What it cannot make sense of (an unknown sequence, a report) is swallowed whole; broken UTF-8 becomes U+FFFD.
/// </summary>
internal sealed class KeyReader
{
    private const byte EscapeByte = 0x1b;
    private const int MaxParameters = 16;
    private const int PasteStart = 200;
    private const int PasteEnd = 201;

    private readonly byte[] _character = new byte[4];
    private readonly byte[] _parameters = new byte[MaxParameters];
    private State _state;
    private int _characterLength;
    private int _parametersLength;
    private bool _pasting;
    private bool _lineEndPasted;

    private enum State : byte
    {
        Ground,
        Escape,
        Sequence,
        KeypadSequence,
        ConsoleFunctionKey,
        Report,
        ReportEscape,
    }

    /// <summary>Adds the keys that these bytes complete to <paramref name="keys"/>.</summary>
    public void Read(ReadOnlySpan<byte> bytes, Queue<Key> keys)
    {
        foreach (byte b in bytes) Read(b, keys);
    }

    /// <summary>To be called when nothing more has come for a while: an escape that nothing followed was the Escape key itself.</summary>
    public void Pause(Queue<Key> keys)
    {
        if (_pasting) return;
        if (_state == State.Escape) keys.Enqueue(Key.Of(KeyName.Escape));
        // A longer sequence may still be on its way over a slow link; a report without an end was no report.
        if (_state is State.Escape or State.Report or State.ReportEscape) _state = State.Ground;
    }

    private void Read(byte b, Queue<Key> keys)
    {
        switch (_state)
        {
            case State.Ground:
                Ground(b, keys);
                break;
            case State.Escape:
                AfterEscape(b, keys);
                break;
            case State.Sequence or State.KeypadSequence:
                InSequence(b, keys);
                break;
            case State.ConsoleFunctionKey:
                _state = State.Ground;
                break;
            case State.Report:
                if (b == EscapeByte) _state = State.ReportEscape;
                else if (b < 0x20) EndReport(b, keys);
                break;
            case State.ReportEscape:
                _state = State.Ground;
                if (b != '\\') AfterEscape(b, keys);
                break;
        }
    }

    private void Ground(byte b, Queue<Key> keys)
    {
        if (_characterLength > 0 || b >= 0x80) PartOfCharacter(b, keys);
        else if (b == EscapeByte) _state = State.Escape;
        else if (_pasting) Pasted(b, keys);
        else if (b is >= 0x20 and < 0x7f) keys.Enqueue(Key.Of(new Rune(b)));
        else keys.Enqueue(ControlKey(b));
    }

    private static Key ControlKey(byte b) => b switch
    {
        (byte)'\r' or (byte)'\n' => Key.Of(KeyName.Enter),
        (byte)'\t' => Key.Of(KeyName.Tab),
        (byte)'\b' or 0x7f => Key.Of(KeyName.Backspace),
        0 => Key.Control(' '),
        <= 0x1a => Key.Control((char)(b + 0x60)),
        _ => Key.Control((char)(b + 0x40)),
    };

    // What is pasted is text: a line end in it must never send the line. Line ends at its end are left out.
    private void Pasted(byte b, Queue<Key> keys)
    {
        if (b is (byte)'\r' or (byte)'\n') _lineEndPasted = true;
        else if (b == '\t') Character(new Rune(' '), keys);
        else if (b is >= 0x20 and < 0x7f) Character(new Rune(b), keys);
    }

    private void Character(Rune character, Queue<Key> keys)
    {
        if (_lineEndPasted) keys.Enqueue(Key.Of(new Rune(' ')));
        _lineEndPasted = false;
        if (!Rune.IsControl(character)) keys.Enqueue(Key.Of(character));
    }

    private void PartOfCharacter(byte b, Queue<Key> keys)
    {
        int before = _characterLength;
        _character[_characterLength++] = b;
        var status = Rune.DecodeFromUtf8(_character.AsSpan(0, _characterLength), out Rune character, out _);
        if (status == System.Buffers.OperationStatus.NeedMoreData) return;

        _characterLength = 0;
        Character(character, keys);
        // The byte that broke a character off begins something of its own.
        if (status == System.Buffers.OperationStatus.InvalidData && before > 0) Ground(b, keys);
    }

    private void AfterEscape(byte b, Queue<Key> keys)
    {
        _parametersLength = 0;
        switch ((char)b)
        {
            case '[':
                _state = State.Sequence;
                return;
            case 'O':
                _state = State.KeypadSequence;
                return;
            case ']' or 'P' or '^' or '_' or 'X':
                _state = State.Report;
                return;
            case (char)EscapeByte:
                _state = State.Escape;
                if (!_pasting) keys.Enqueue(Key.Of(KeyName.Escape));
                return;
        }
        _state = State.Ground;
        if (_pasting || b >= 0x80) Ground(b, keys);
        else if (b is >= 0x20 and < 0x7f) keys.Enqueue(new Key(KeyName.Character, new Rune(b), KeyModifiers.Alt));
        else WithAlt(ControlKey(b), keys);
    }

    private static void WithAlt(Key key, Queue<Key> keys) => keys.Enqueue(key with { Modifiers = key.Modifiers | KeyModifiers.Alt });

    private void InSequence(byte b, Queue<Key> keys)
    {
        bool report = _parametersLength > 0 && _parameters[0] == '?';
        if (b is >= 0x20 and <= 0x3f && (b != '$' || report))
        {
            if (_parametersLength < MaxParameters) _parameters[_parametersLength++] = b;
            return;
        }
        bool keypad = _state == State.KeypadSequence;
        if (b is < 0x20 or >= 0x7f)
        {
            // The sequence was broken off; what broke it off counts.
            _state = State.Ground;
            Ground(b, keys);
            return;
        }
        bool consoleKey = !keypad && b == '[' && _parametersLength == 0;
        _state = consoleKey ? State.ConsoleFunctionKey : State.Ground;
        if (consoleKey) return;

        (int number, int modifier, bool sound) = Parameters();
        if (sound) Finish((char)b, keypad, number, modifier, keys);
    }

    // CSI [number [; modifier]] final, where modifier is 1 + Shift 1 + Alt 2 + Control 4 (xterm, "PC-Style Function Keys").
    private void Finish(char final, bool keypad, int number, int modifier, Queue<Key> keys)
    {
        if (final == '~' && number is PasteStart or PasteEnd)
        {
            _pasting = number == PasteStart;
            _lineEndPasted = false;
            return;
        }
        if (_pasting) return;

        // The old form of a modified keypad key has the modifier alone: ESC O 5 A.
        if (keypad && modifier == 0) modifier = number;
        KeyModifiers modifiers = (KeyModifiers)(Math.Max(0, modifier - 1) & 7);
        KeyName? name = final switch
        {
            'A' or 'a' => KeyName.Up,
            'B' or 'b' => KeyName.Down,
            'C' or 'c' => KeyName.Right,
            'D' or 'd' => KeyName.Left,
            'H' => KeyName.Home,
            'F' => KeyName.End,
            'M' when keypad => KeyName.Enter,
            'I' when keypad => KeyName.Tab,
            'Z' => KeyName.Tab,
            '~' or '^' or '$' or '@' => Numbered(number),
            _ => null,
        };
        if (final is 'a' or 'b' or 'c' or 'd') modifiers |= keypad ? KeyModifiers.Control : KeyModifiers.Shift;
        if (final is 'Z' or '$' or '@') modifiers |= KeyModifiers.Shift;
        if (final is '^' or '@') modifiers |= KeyModifiers.Control;
        if (name is { } known) keys.Enqueue(Key.Of(known, modifiers));
    }

    private static KeyName? Numbered(int number) => number switch
    {
        1 or 7 => KeyName.Home,
        2 => KeyName.Insert,
        3 => KeyName.Delete,
        4 or 8 => KeyName.End,
        5 => KeyName.PageUp,
        6 => KeyName.PageDown,
        _ => null,
    };

    // Sound means: nothing but at most two numbers, as every key has; anything else is the answer to a question that we did not ask.
    private (int Number, int Modifier, bool Sound) Parameters()
    {
        int number = 0, modifier = 0, fields = 0;
        foreach (byte b in _parameters.AsSpan(0, _parametersLength))
        {
            if (b == ';') fields++;
            else if (b is < (byte)'0' or > (byte)'9') return (0, 0, false);
            else if (fields == 0) number = (number * 10 % 100_000) + b - '0';
            else modifier = (modifier * 10 % 100_000) + b - '0';
        }
        return (number, modifier, fields <= 1 && _parametersLength < MaxParameters);
    }

    private void EndReport(byte b, Queue<Key> keys)
    {
        _state = State.Ground;
        if (b != 0x07) Ground(b, keys);
    }
}
