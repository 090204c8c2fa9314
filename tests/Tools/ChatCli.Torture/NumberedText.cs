using System.Globalization;

namespace ChatCli.Torture;

/// <summary>A text that tells which it is and whether it is whole: <c>m RUN N LENGTH xxx</c>.</summary>
internal static class NumberedText
{
    public static string Write(int run, int n, int padding) =>
        string.Create(CultureInfo.InvariantCulture, $"m {run} {n} {padding} {new string('x', padding)}.");

    /// <summary>Process and number; null when it is not what was written.</summary>
    public static (int Run, int N)? Read(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[6];
        if (text.Split(parts, ' ') != 5 || text[parts[0]] is not "m") return null;
        if (!TryRead(text[parts[1]], out int run) || !TryRead(text[parts[2]], out int n) || !TryRead(text[parts[3]], out int padding)) return null;
        ReadOnlySpan<char> rest = text[parts[4]];
        return rest.Length == padding + 1 && rest[^1] == '.' && rest[..^1].TrimStart('x').IsEmpty ? (run, n) : null;
    }

    private static bool TryRead(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
