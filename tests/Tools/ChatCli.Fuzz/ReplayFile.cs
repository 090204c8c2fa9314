using System.Globalization;

namespace ChatCli.Fuzz;

/// <summary>The cases up to a finding, as a file: a line for the target, and for each case its seed and its inputs in Base64.</summary>
internal static class ReplayFile
{
    private const string Header = "chatcli-fuzz 1 ";

    public static string Write(string target, IEnumerable<Case> cases)
    {
        string path = Path.Combine(Path.GetTempPath(), $"chatcli-fuzz-{target}-{Guid.NewGuid():N}.txt");
        File.WriteAllLines(path, cases.Select(Line).Prepend(Header + target));
        return path;
    }

    /// <summary>Throws a <see cref="FormatException"/> when the file is not one of these.</summary>
    public static (string Target, IReadOnlyList<Case> Cases) Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines is not [var header, ..] || !header.StartsWith(Header, StringComparison.Ordinal)) throw new FormatException($"{path} holds no cases");
        return (header[Header.Length..], [.. lines.Skip(1).Select(Parse)]);
    }

    private static string Line(Case inputs) =>
        string.Create(CultureInfo.InvariantCulture, $"{inputs.Seed} {string.Join(' ', inputs.Inputs.Select(Convert.ToBase64String))}");

    private static Case Parse(string line)
    {
        string[] words = line.Split(' ');
        return new Case(int.Parse(words[0], CultureInfo.InvariantCulture), [.. words.Skip(1).Select(Convert.FromBase64String)]);
    }
}
