using System.Text.RegularExpressions;

namespace ChatCli.Publish.Tests;

/// <summary>Every shell completes all that the programs know, and nothing that they do not.</summary>
public partial class CompletionTests
{
    [Test]
    [Arguments("chatcli", "chatcli.bash")]
    [Arguments("chatcli", "_chatcli")]
    [Arguments("chatcli", "chatcli.fish")]
    [Arguments("chatcli", "chatcli.ps1")]
    [Arguments("chatcli-server", "chatcli.bash")]
    [Arguments("chatcli-server", "_chatcli")]
    [Arguments("chatcli-server", "chatcli-server.fish")]
    [Arguments("chatcli-server", "chatcli.ps1")]
    public async Task A_shell_completes_every_option_and_no_other(string program, string file)
    {
        string part = Part(program, file);
        IEnumerable<string> completed = file.EndsWith(".fish", StringComparison.Ordinal)
            ? FishOption().Matches(part).Select(match => $"--{match.Groups[1]}")
            : ProgramHelp.Option().Matches(part).Select(match => match.Value);

        await Assert.That(string.Join('\n', completed.Distinct().Order())).IsEqualTo(string.Join('\n', ProgramHelp.Of(program).Options));
    }

    [Test]
    [Arguments("chatcli.bash")]
    [Arguments("_chatcli")]
    [Arguments("chatcli-server.fish")]
    [Arguments("chatcli.ps1")]
    public async Task A_shell_completes_the_servers_commands_and_levels(string file)
    {
        string part = Part("chatcli-server", file);
        string[] words = [.. ProgramHelp.Server.Commands.SelectMany(command => command.Split(' ')), .. ProgramHelp.Server.LogLevels];

        await Assert.That(words.Length).IsGreaterThan(15);
        await Assert.That(string.Join('\n', words.Where(word => !Regex.IsMatch(part, $@"(?<![\w-]){word}(?![\w-])")))).IsEqualTo("");
    }

    /// <summary>The part of a file that is for one of the programs.</summary>
    private static string Part(string program, string file)
    {
        string text = Repository.Read($"publish/files/completions/{file}");
        string? border = file switch
        {
            "chatcli.bash" => "# Sets words to those",
            "_chatcli" => "_chatcli_accounts() {",
            "chatcli.ps1" => "Register-ArgumentCompleter -Native -CommandName 'chatcli-server'",
            _ => null,
        };
        if (border is null) return text;
        int at = text.IndexOf(border, StringComparison.Ordinal);
        if (at < 0) throw new InvalidOperationException($"{file} has no line {border}");
        string part = program == "chatcli" ? text[..at] : text[at..];
        // A comment may give an example.
        return Comment().Replace(part, "");
    }

    [GeneratedRegex(@"(?<=^complete .*) -l ([a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex FishOption();

    [GeneratedRegex(@"^ *#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
