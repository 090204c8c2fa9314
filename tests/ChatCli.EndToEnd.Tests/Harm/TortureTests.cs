namespace ChatCli.EndToEnd.Tests;

/// <summary>The published programs under chatcli-torture, in its short forms.</summary>
public class TortureTests
{
    /// <summary>Twenty seconds on an idle machine; what is missing in the end is waited for longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    [Test]
    [NotInParallel]
    public async Task Nothing_is_lost_and_nothing_comes_twice_whatever_is_killed() =>
        await RunAsync("nothing lost, nothing twice", "--short");

    [Test]
    public async Task What_shows_that_nothing_is_lost_would_see_it() =>
        await RunAsync("a server that confirms too early: as it should be", "--self-test");

    private static async Task RunAsync(string expected, string option)
    {
        await using ProgramRun run = ProgramRun.Start(Published.Torture, [option, "--programs", Published.Folder]);
        run.EndInput();
        try
        {
            await run.Output.EndAsync(Limit);
        }
        catch (TimeoutException)
        {
            // So that it ends what it has started.
            run.Signal(Signals.Terminate);
            await run.ExitStatusAsync();
            throw run.Transcript.Complaint("It does not end by itself.");
        }
        bool isGood = await run.ExitStatusAsync() == 0 && run.Output.All.Any(line => line.StartsWith(expected, StringComparison.Ordinal));
        if (!isGood) throw run.Transcript.Complaint($"It does not say \"{expected}\"");
    }
}
