using System.Text.RegularExpressions;

namespace ChatCli.Publish.Tests;

/// <summary>What an executable says with <c>--help</c>: all that man pages, completions and units may know of it.</summary>
internal sealed partial class ProgramHelp
{
    private ProgramHelp(string program)
    {
        Run help = Run.Program(program, ["--help"]);
        if (help.Status != 0) throw new InvalidOperationException($"{program} --help: {help.All}");
        Text = help.Output;
        OptionsWithValues = [.. OptionWithValue().Matches(Text).Select(match => match.Value).Distinct().Order()];
        Options = [.. Option().Matches(Text).Select(match => match.Value).Distinct().Order()];
        Commands = [.. Command().Matches(Text).Select(match => match.Groups[1].Value).Order()];
        LogLevels = [.. LogLevel().Match(Text).Groups[1].Value.Replace(" or ", ", ").Split(", ", StringSplitOptions.RemoveEmptyEntries)];
    }

    public static ProgramHelp Client { get; } = new(Repository.Client);

    public static ProgramHelp Server { get; } = new(Repository.Server);

    public string Text { get; }

    /// <summary>Such as <c>--data</c>, in order.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>Such as <c>--data DIR</c>, in order.</summary>
    public IReadOnlyList<string> OptionsWithValues { get; }

    /// <summary>Such as <c>user add</c>, in order.</summary>
    public IReadOnlyList<string> Commands { get; }

    public IReadOnlyList<string> LogLevels { get; }

    public static ProgramHelp Of(string program) => program == "chatcli" ? Client : Server;

    [GeneratedRegex(@"--[a-z][a-z-]+(?: [A-Z]+\b)?")]
    private static partial Regex OptionWithValue();

    /// <summary>An option in any text.</summary>
    [GeneratedRegex(@"(?<![a-z-])--[a-z][a-z-]+")]
    public static partial Regex Option();

    [GeneratedRegex(@"^  ([a-z]+(?: [a-z]+)?)(?: [A-Z]+)? {2,}", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("--log-level LEVEL +([a-z, ]+) \\(")]
    private static partial Regex LogLevel();
}
