using System.Text.RegularExpressions;
using ChatCli.Client.Features;

namespace ChatCli.Client.Tests;

/// <summary>Rules for the client's sources, which no compiler checks.</summary>
public class GuardTests
{
    private static readonly string Client = Path.Combine(FindRoot(), "src/ChatCli.Client");

    private static readonly Regex Literal = new("""
        "((?:[^"\\]|\\.)*)"
        """.Trim());

    [Test]
    [Arguments("Notices")]
    [Arguments("Link")]
    [Arguments("Peers")]
    [Arguments("Features")]
    public async Task Only_Words_has_words(string folder)
    {
        var words = new Regex(@"\bChatCli\.Client\.Words\b|\bNoticeText\b|\bInert\b|\bConsole\.");
        string[] offences = [.. Directory.EnumerateFiles(Path.Combine(Client, folder), "*.cs")
            .SelectMany(file => CodeLines(file).Where(line => words.IsMatch(line) || HasSentence(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"))];

        await Assert.That(string.Join('\n', offences)).IsEqualTo("");
    }

    [Test]
    [Arguments("""answer.End(new Line("not now"));""", true)]
    [Arguments("""show($"{user} logged in");""", true)]
    [Arguments("""text.Append($"{host} {port}\n");""", false)]
    [Arguments("""private const string Header = "chatcli-seen 1";""", false)]
    [Arguments("""throw new UnreachableException($"No handler for {told.Type}.");""", false)]
    public async Task A_sentence_is_found(string line, bool isSentence) => await Assert.That(HasSentence(line)).IsEqualTo(isSentence);

    [Test]
    public async Task Every_event_that_can_be_read_is_dealt_with()
    {
        string[] read = [.. Found("Link/EventTable.cs", @"\b(\w+Event)\b").Where(name => name != "IEvent").Distinct().Order()];
        string[] handled = [.. Found("Features/EventHandlers.cs", @"case (\w+Event) ").Order()];

        await Assert.That(read.Length).IsGreaterThan(5);
        await Assert.That(string.Join('\n', handled)).IsEqualTo(string.Join('\n', read));
    }

    [Test]
    public async Task The_words_have_the_commands_of_the_table()
    {
        IEnumerable<string> named = Found("Words/CommandWords.cs", """^        \["(\w+)"\] = """);

        await Assert.That(string.Join('\n', named)).IsEqualTo(string.Join('\n', CommandTable.Rows.Select(row => row.Name)));
    }

    /// <summary>A word beside another one, or beside a value, in a string. The messages of exceptions are for developers.</summary>
    private static bool HasSentence(string line) => !line.Contains("Exception(", StringComparison.Ordinal)
        && Literal.Matches(line).Any(literal => Regex.IsMatch(literal.Groups[1].Value, @"[\p{L}}][,;:]? \p{L}{2}|\p{L}{2}[,;:]? [\p{L}{]"));

    private static IEnumerable<string> Found(string file, string pattern) =>
        CodeLines(Path.Combine(Client, file)).SelectMany(line => Regex.Matches(line, pattern)).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> CodeLines(string file) =>
        File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ChatCli.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run in the repository.");
        return folder;
    }
}
