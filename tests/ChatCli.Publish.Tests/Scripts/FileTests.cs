using System.Text.RegularExpressions;

namespace ChatCli.Publish.Tests;

/// <summary>Scripts that any shell can read, and files that name only what the programs know.</summary>
public partial class FileTests
{
    [Test]
    [MethodDataSource(nameof(Scripts))]
    public async Task A_script_is_for_any_shell_and_says_what_it_is_for(string script)
    {
        string[] lines = Repository.Read(script).Split('\n');

        await Assert.That(lines[0]).IsEqualTo("#!/bin/sh");
        await Assert.That(lines[1]).StartsWith("# ");
        await Assert.That(Run.Program("/bin/sh", ["-n", Repository.PathOf(script)]).All).IsEqualTo("0 ");
    }

    [Test]
    [Arguments("publish/container/Containerfile")]
    [Arguments("publish/files/windows-service.txt")]
    public async Task A_file_gives_the_server_no_option_that_it_does_not_know(string file)
    {
        string[] calls = [.. Repository.Read(file).Split('\n').Select(line => ServerCall().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value)];
        IEnumerable<string> options = calls.SelectMany(call => ProgramHelp.Option().Matches(call)).Select(match => match.Value);

        await Assert.That(calls.Length).IsGreaterThan(2);
        await Assert.That(options.Distinct()).Contains("--data");
        await Assert.That(options.Except(ProgramHelp.Server.Options)).IsEmpty();
    }

    [Test]
    public async Task The_container_has_a_user_without_rights()
    {
        string[] lines = Repository.Read("publish/container/Containerfile").Split('\n');

        await Assert.That(lines).Contains("USER 65532:65532");
        await Assert.That(lines).Contains("VOLUME /data");
        await Assert.That(lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal))).IsEqualTo("FROM scratch");
    }

    [Test]
    public async Task A_decision_record_is_short_and_has_context_decision_and_consequences()
    {
        string[] records = [.. Directory.EnumerateFiles(Repository.PathOf("src/decisions"))];

        await Assert.That(records.Length).IsGreaterThan(20);
        await Assert.That(records.Where(record => !Record().IsMatch(File.ReadAllText(record)) || File.ReadLines(record).Count() > 16)).IsEmpty();
    }

    public static IEnumerable<string> Scripts() =>
        ((string[])["publish", "tests"]).SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.sh", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.StartsWith("publish/out/", StringComparison.Ordinal) && !file.Contains("/obj/") && !file.Contains("/bin/"));

    [GeneratedRegex(@"^# .+\n\n\*\*Context\.\*\* [\s\S]+\n\n\*\*Decision\.\*\* [\s\S]+\n\n\*\*Consequences\.\*\* [\s\S]+\n$")]
    private static partial Regex Record();

    [GeneratedRegex("(?<!ldd /)chatcli-server(?:\\.exe)?[`\"]*,?( .*)")]
    private static partial Regex ServerCall();
}
