using System.Globalization;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Everything that went into and came out of a program, in order, to be shown when a test fails.</summary>
internal sealed class Transcript(string title)
{
    private const int LinesShown = 200;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public void Note(string mark, string line)
    {
        lock (_lock) _lines.Add($"{DateTime.UtcNow.ToString("ss.fff", CultureInfo.InvariantCulture)} {mark} {line}");
    }

    /// <summary>What to throw when something else came than was expected.</summary>
    public InvalidOperationException Complaint(string what) => new($"{what}{Environment.NewLine}{this}");

    public override string ToString()
    {
        lock (_lock) return string.Join(Environment.NewLine, _lines.TakeLast(LinesShown).Prepend($"--- {title}"));
    }
}
