using System.Text.RegularExpressions;

namespace ChatCli.Publish.Tests;

/// <summary>The workflows call only what there is, and no action that may change under its name.</summary>
public partial class WorkflowTests
{
    private static readonly string[] Workflows = ["ci.yml", "release.yml"];

    [Test]
    [MethodDataSource(nameof(Files))]
    public async Task A_workflow_calls_only_make_targets_and_scripts_that_exist(string file)
    {
        string text = Repository.Read($".github/workflows/{file}");
        string[] targets = [.. MakeCall().Matches(text).Select(match => match.Groups[1].Value)];
        string[] scripts = [.. ScriptCall().Matches(text).Select(match => match.Groups[1].Value)];
        string makefile = Repository.Read("Makefile");

        await Assert.That(targets.Length).IsGreaterThan(1);
        await Assert.That(targets.Where(target => !Regex.IsMatch(makefile, $"^{target}:", RegexOptions.Multiline))).IsEmpty();
        await Assert.That(scripts.Where(script => !File.Exists(Repository.PathOf(script)))).IsEmpty();
    }

    [Test]
    [MethodDataSource(nameof(Files))]
    public async Task A_workflow_pins_every_action_to_a_commit_and_names_its_version(string file)
    {
        string[] actions = [.. Action().Matches(Repository.Read($".github/workflows/{file}")).Select(match => match.Groups[1].Value)];

        await Assert.That(actions).IsNotEmpty();
        await Assert.That(actions.Where(action => !Pinned().IsMatch(action))).IsEmpty();
    }

    [Test]
    [MethodDataSource(nameof(Files))]
    public async Task A_workflow_may_only_read_by_itself(string file)
    {
        await Assert.That(Repository.Read($".github/workflows/{file}")).Contains("\npermissions:\n  contents: read\n");
    }

    [Test]
    public async Task A_release_is_built_for_every_platform()
    {
        string[] all = Run.Sh($"sh '{Repository.PathOf("publish/rid.sh")}' all").Output.Trim().Split(' ');
        IEnumerable<string> built = Rid().Matches(Repository.Read(".github/workflows/release.yml")).Select(match => match.Groups[1].Value).Distinct();

        await Assert.That(all.Length).IsGreaterThan(5);
        await Assert.That(built).IsEquivalentTo(all);
    }

    public static IEnumerable<string> Files() => Workflows;

    [GeneratedRegex(@"run: make ([a-z-]+)")]
    private static partial Regex MakeCall();

    [GeneratedRegex(@"run: sh (\S+)")]
    private static partial Regex ScriptCall();

    [GeneratedRegex(@"uses: (.+)")]
    private static partial Regex Action();

    [GeneratedRegex(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(?:rid: |RID=)((?:linux|win|osx)-[a-z0-9-]+)")]
    private static partial Regex Rid();
}
