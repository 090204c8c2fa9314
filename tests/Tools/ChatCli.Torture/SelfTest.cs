namespace ChatCli.Torture;

/// <summary>Shows that the checker finds what it must: in made-up records, and end to end behind a proxy that breaks the promise.</summary>
internal sealed class SelfTest(Options options, string folder, TextWriter output, CancellationToken cancellation)
{
    private const int Users = 4;

    public async Task<bool> RunAsync()
    {
        string[] wrong = [.. CheckerTest.Run().Where(text => text.Length > 0)];
        foreach (string text in wrong) output.WriteLine($"the checker, {text}");
        bool isGood = wrong.Length == 0;
        output.WriteLine($"made-up records: {(isGood ? "found as they should be" : "NOT found as they should be")}");

        int links = 0;
        isGood &= await CatchAsync("nothing sabotaged", null, null);
        // Each user's first two links; then they are left in peace.
        isGood &= await CatchAsync("a server that forgets who sent what", () => Interlocked.Increment(ref links) <= 2 * Users ? new ForgottenInstance() : null, Fault.Doubled);
        isGood &= await CatchAsync("a server that confirms too early", () => new EarlyReceipt(), Fault.Lost);
        return isGood;
    }

    private async Task<bool> CatchAsync(string what, Func<ISabotage?>? sabotage, Fault? expected)
    {
        Options small = options with { Users = Users, Rate = 400, Time = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(2) };
        using var run = new TortureRun(small, Path.Combine(folder, Guid.NewGuid().ToString("N")), sabotage, cancellation);
        Outcome outcome = await run.RunAsync(isHarmed: false);
        bool isRight = expected is { } fault ? outcome.Verdict.Count(fault) > 0 : outcome.IsGood;
        string found = outcome.Verdict.Violations.Count == 0 ? "nothing" : string.Join(", ", outcome.Verdict.Violations.CountBy(violation => violation.Fault));
        output.WriteLine($"{what}: {(isRight ? "as it should be" : "WRONG")}, {outcome.Verdict.Sent} messages, found {found}");
        if (!isRight) new Report(output).Describe(outcome, run);
        return isRight;
    }
}
