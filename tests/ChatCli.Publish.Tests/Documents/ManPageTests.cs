using System.Text.RegularExpressions;

namespace ChatCli.Publish.Tests;

/// <summary>The manual pages say what the programs say, no less and no more.</summary>
public partial class ManPageTests
{
    [Test]
    [Arguments("chatcli")]
    [Arguments("chatcli-server")]
    public async Task A_page_has_every_option_with_its_value_and_no_other(string program)
    {
        string[] described = [.. Items(program)
            .SelectMany(item => Option().Matches(item))
            .Select(match => match.Groups[2].Success ? $"--{match.Groups[1]} {match.Groups[2]}" : $"--{match.Groups[1]}")
            .Distinct().Order()];

        await Assert.That(string.Join('\n', described)).IsEqualTo(string.Join('\n', ProgramHelp.Of(program).OptionsWithValues));
    }

    [Test]
    [Arguments("chatcli")]
    [Arguments("chatcli-server")]
    public async Task A_page_names_no_option_that_the_program_does_not_know(string program)
    {
        string page = string.Join('\n', Page(program).Split('\n').Where(line => !line.Contains("systemctl")));
        string[] named = [.. Option().Matches(page).Select(match => $"--{match.Groups[1]}")
            .Concat(ProgramHelp.Option().Matches(page).Select(match => match.Value)).Distinct()];

        await Assert.That(string.Join('\n', named.Except(ProgramHelp.Of(program).Options))).IsEqualTo("");
    }

    [Test]
    public async Task The_servers_page_has_every_command_of_it()
    {
        string[] described = [.. Items("chatcli-server")
            .Where(item => item.StartsWith("Cm ", StringComparison.Ordinal))
            .Select(item => item[3..].Split(" Ar ")[0]).Order()];

        await Assert.That(string.Join('\n', described)).IsEqualTo(string.Join('\n', ProgramHelp.Server.Commands));
    }

    [Test]
    public async Task The_clients_page_has_every_command_that_can_be_typed()
    {
        string[] usages = [.. CommandRow().Matches(Repository.Read("src/ChatCli.Client/Words/CommandWords.cs")).Select(match => match.Groups[1].Value)];
        string[] described = [.. Items("chatcli")
            .Where(item => item.StartsWith("Ic ", StringComparison.Ordinal))
            .Select(item => Optional().Replace(item[3..], "[$1]").Replace(" Ar ", " "))];

        await Assert.That(usages.Length).IsGreaterThan(10);
        await Assert.That(string.Join('\n', described)).IsEqualTo(string.Join('\n', usages));
    }

    [Test]
    public async Task The_clients_page_has_every_variable_that_it_reads()
    {
        string[] read = [.. Directory.EnumerateFiles(Repository.PathOf("src/ChatCli.Client"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathOf("src/ChatCli.Protocol/Bytes"), "*.cs"))
            .Where(file => !file.Contains("/obj/"))
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct()];
        string variables = string.Join('\n', Items("chatcli").Where(item => item.StartsWith("Ev ", StringComparison.Ordinal)));

        await Assert.That(read).Contains("CHATCLI_PASSWORD");
        await Assert.That(string.Join('\n', read.Where(name => !variables.Contains(name)))).IsEqualTo("");
    }

    [Test]
    [Arguments("chatcli")]
    [Arguments("chatcli-server")]
    public async Task A_page_takes_its_date_and_version_when_it_is_packed(string program)
    {
        string[] lines = Page(program).Split('\n');

        await Assert.That(lines[0]).IsEqualTo(".Dd @DATE@");
        await Assert.That(lines[1]).IsEqualTo($".Dt {program.ToUpperInvariant()} 1");
        await Assert.That(lines[2]).IsEqualTo(".Os \"ChatCli @VERSION@\"");
        await Assert.That(string.Join('\n', lines[3..])).DoesNotContain("@");
    }

    private static string Page(string program) => Repository.Read($"publish/files/man/{program}.1");

    /// <summary>The headings of the page's lists, without their macro.</summary>
    private static IEnumerable<string> Items(string program) =>
        Page(program).Split('\n').Where(line => line.StartsWith(".It ", StringComparison.Ordinal)).Select(line => line[4..]);

    [GeneratedRegex(@"Fl -([a-z-]+)(?: Ar ([A-Z]+))?")]
    private static partial Regex Option();

    [GeneratedRegex("^        \\[\"[a-z]+\"\\] = \\(\"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex CommandRow();

    [GeneratedRegex("Op Ar ([A-Z]+)")]
    private static partial Regex Optional();

    [GeneratedRegex("\"((?:CHATCLI|XDG|LC|SSL)_[A-Z_]+|LANG)\"")]
    private static partial Regex Variable();
}
