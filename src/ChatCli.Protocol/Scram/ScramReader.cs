namespace ChatCli.Protocol.Scram;

/// <summary>Reads the attributes of a SCRAM message one after the other, strictly (RFC 5802, section 7).</summary>
internal ref struct ScramReader(ReadOnlySpan<char> message)
{
    private ReadOnlySpan<char> _rest = message;

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads the next attribute, a letter with a value that is not empty.</summary>
    public bool TryRead(out char name, out ReadOnlySpan<char> value)
    {
        name = '\0';
        value = default;
        if (IsAtEnd) return false;
        int comma = _rest.IndexOf(',');
        ReadOnlySpan<char> attribute = comma < 0 ? _rest : _rest[..comma];
        IsAtEnd = comma < 0;
        _rest = comma < 0 ? default : _rest[(comma + 1)..];
        if (attribute.Length < 3 || !char.IsAsciiLetter(attribute[0]) || attribute[1] != '=' || attribute.Contains('\0')) return false;
        name = attribute[0];
        value = attribute[2..];
        return true;
    }

    /// <summary>Reads the attribute that must come next.</summary>
    public bool TryRead(char expected, out ReadOnlySpan<char> value) => TryRead(out char name, out value) && name == expected;

    /// <summary>
    /// Reads extensions to the end, all unknown: an optional one is ignored; false where one is malformed, or mandatory (<c>m</c>).
    /// </summary>
    public bool TryReadExtensions()
    {
        while (!IsAtEnd)
        {
            if (!TryRead(out char name, out _) || name == 'm') return false;
        }
        return true;
    }
}
