using System.Text;

namespace ChatCli.Fuzz;

/// <summary>Makes wrong lines of right ones. All that it does follows from the random numbers given.</summary>
internal sealed class Mutator(byte[][] lines)
{
    /// <summary>A line somewhat over the limit.</summary>
    private const int Huge = 70_000;

    private static readonly byte[][] Numbers =
    [
        .. new[]
        {
            "0", "-0", "-1", "1", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "18446744073709551616", "1e0", "1e400", "1.5", "0.1", "01", "+1", "NaN", "65535", "65536", "253402300800000",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "0", "\"\"", "{}", "[]", "[1,2]", "[null]", "{\"a\":1}", "\"x\"", "\" \"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"",
            "\"\\u001b[2J\"", "\"\\u202e\\u200b\\ufeff\"", "\"\\n\\r\\t\"", "\"\\\"\\\\\"", "\"\U0001F600\"", "\"\\ud83d\\ude00\"", "\"\\x\"", "\"\\u12\"", "",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Pieces =
    [
        "\0"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "\r"u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(),
        ","u8.ToArray(), ":"u8.ToArray(), "//"u8.ToArray(), "/**/"u8.ToArray(), "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "\x1b[31m"u8.ToArray(),
        [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xEF, 0xBB, 0xBF], [0xE2, 0x80, 0xAE], [0xE2, 0x80, 0xA8],
        [0xC2, 0x9B], [0xF0, 0x9F], [0x16], [0x80], " "u8.ToArray(), "\t"u8.ToArray(),
    ];

    /// <summary>A line: one in eight as it was, the others changed in one to four places.</summary>
    public byte[] Next(Random random)
    {
        byte[] line = Pick(lines, random);
        if (random.Next(8) == 0) return line;
        for (int changes = 1 + random.Next(4); changes > 0; changes--) line = Change(line, random);
        return line;
    }

    /// <summary>Changes a text that is no JSON: bytes alone.</summary>
    public byte[] NextBytes(Random random)
    {
        byte[] text = Pick(lines, random);
        for (int changes = random.Next(6); changes > 0; changes--) text = ChangeBytes(text, random);
        return text;
    }

    private byte[] Change(byte[] line, Random random) => random.Next(20) switch
    {
        < 9 => ChangeBytes(line, random),
        < 12 => ReplaceNumber(line, random),
        < 15 => ReplaceValue(line, random),
        15 => RemoveProperty(line, random),
        16 => Rename(line, random),
        17 => Cut(line, line.Length, 0, Pick(Pieces, random)),
        18 when random.Next(25) == 0 => Nest(line, random),
        19 when random.Next(25) == 0 => Swell(line, random),
        _ => Splice(line, random),
    };

    private byte[] ChangeBytes(byte[] line, Random random)
    {
        int at = random.Next(line.Length + 1);
        int length = random.Next(Math.Min(line.Length - at, 16) + 1);
        switch (random.Next(6))
        {
            case 0 when at < line.Length:
                byte[] flipped = [.. line];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when at < line.Length:
                byte[] set = [.. line];
                set[at] = (byte)random.Next(256);
                return set;
            case 2: return Cut(line, at, length, []);
            case 3: return Cut(line, at, 0, line.AsSpan(at, length));
            case 4: return Cut(line, at, 0, Pick(Pieces, random));
            default: return Splice(line, random);
        }
    }

    /// <summary>The beginning of one line and the end of another.</summary>
    private byte[] Splice(byte[] line, Random random)
    {
        byte[] other = Pick(lines, random);
        return [.. line.AsSpan(0, random.Next(line.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];
    }

    private static byte[] ReplaceNumber(byte[] line, Random random)
    {
        int from = line.AsSpan(random.Next(line.Length + 1)).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (from < 0) from = line.AsSpan().IndexOfAnyInRange((byte)'0', (byte)'9');
        if (from < 0) return line;
        int length = line.AsSpan(from).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return Cut(line, from, length < 0 ? line.Length - from : length, Pick(Numbers, random));
    }

    private static byte[] ReplaceValue(byte[] line, Random random)
    {
        (int start, int length) = Value(line, random);
        return Cut(line, start, length, Pick(Values, random));
    }

    private static byte[] RemoveProperty(byte[] line, Random random)
    {
        (int start, int length) = Value(line, random);
        int comma = line.AsSpan(0, start).LastIndexOf((byte)',');
        return comma < 0 ? line : Cut(line, comma, start + length - comma, []);
    }

    private byte[] Rename(byte[] line, Random random)
    {
        byte[] other = Pick(lines, random);
        int end = line.AsSpan().IndexOf((byte)','), otherEnd = other.AsSpan().IndexOf((byte)',');
        return end < 0 || otherEnd < 0 ? line : [.. other.AsSpan(0, otherEnd), .. line.AsSpan(end)];
    }

    private static byte[] Nest(byte[] line, Random random)
    {
        (int start, int length) = Value(line, random);
        int depth = 1 << random.Next(4, 16);
        string open = random.Next(2) == 0 ? "[" : "{\"a\":";
        string close = random.Next(3) == 0 ? "" : open == "[" ? "]" : "}";
        int times = Math.Min(depth, Huge / open.Length);
        return Cut(line, start, length, Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat(open, times)) + "1" + string.Concat(Enumerable.Repeat(close, times))));
    }

    private static byte[] Swell(byte[] line, Random random)
    {
        (int start, int length) = Value(line, random);
        byte[] unit = random.Next(3) switch { 0 => "x"u8.ToArray(), 1 => "\\u001b"u8.ToArray(), _ => Encoding.UTF8.GetBytes("☀") };
        int times = random.Next(1, Huge) / unit.Length;
        return Cut(line, start, length, [(byte)'"', .. Enumerable.Repeat(unit, times).SelectMany(part => part), (byte)'"']);
    }

    /// <summary>Where the value of some property stands: what follows a colon.</summary>
    private static (int Start, int Length) Value(byte[] line, Random random)
    {
        int from = random.Next(line.Length + 1);
        int colon = line.AsSpan(from).IndexOf((byte)':');
        if (colon < 0) return (line.Length, 0);
        ReadOnlySpan<byte> rest = line.AsSpan(from + colon + 1);
        int length = rest switch
        {
            [(byte)'"', ..] => EndOfText(rest),
            [(byte)'[', ..] => rest.IndexOf((byte)']') + 1,
            _ => rest.IndexOfAny((byte)',', (byte)'}'),
        };
        return (from + colon + 1, length <= 0 ? rest.Length : length);
    }

    private static int EndOfText(ReadOnlySpan<byte> text)
    {
        int end = 1;
        while (end < text.Length && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
        return Math.Min(end + 1, text.Length);
    }

    private static byte[] Cut(byte[] line, int at, int length, ReadOnlySpan<byte> instead) => [.. line.AsSpan(0, at), .. instead, .. line.AsSpan(at + length)];

    private static byte[] Pick(byte[][] from, Random random) => from[random.Next(from.Length)];
}
