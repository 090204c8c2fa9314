namespace ChatCli.EndToEnd.Tests;

/// <summary>chatcli-fuzz in its short form, and that it finds what it must.</summary>
public class FuzzTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "chatcli-fuzz.dll");

    [Test]
    [NotInParallel]
    public async Task Whatever_comes_in_nothing_breaks_hangs_or_grows() => await RunAsync("nothing found in ", 0, "--frames", "30000");

    [Test]
    [Arguments("throws", "a made-up fault")]
    [Arguments("forgets", "a task that nobody waits for has failed")]
    [Arguments("hangs", "it does not end within 1 s")]
    [Arguments("grows", "memory grows")]
    public async Task A_made_up_fault_is_found_and_found_again(string fault, string finding)
    {
        string said = await RunAsync($"FINDING in {fault}: ", 1, "--target", fault, "--patience", "1", "--frames", "100000");
        await Assert.That(said).Contains(finding);
    }

    /// <summary>Runs it; all that it says, in which one line begins as expected.</summary>
    private static async Task<string> RunAsync(string expected, int status, params string[] options)
    {
        await using ProgramRun run = ProgramRun.Start("dotnet", [Program, .. options]);
        run.EndInput();
        await run.Output.EndAsync(Limit);
        string? line = run.Output.All.FirstOrDefault(line => line.StartsWith(expected, StringComparison.Ordinal));
        if (await run.ExitStatusAsync() != status || line is null) throw run.Transcript.Complaint($"It does not say \"{expected}\"");
        return string.Join('\n', run.Output.All);
    }
}
