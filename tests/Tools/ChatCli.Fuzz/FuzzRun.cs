using System.Diagnostics;

namespace ChatCli.Fuzz;

/// <summary>Feeds targets with cases, one target after the other, and tells what came of it.</summary>
internal sealed class FuzzRun(Watch watch, TextWriter output)
{
    /// <summary>Feeds each target its share of the frames; false at the first finding.</summary>
    public async Task<bool> RunAsync(IReadOnlyList<TargetRow> rows, long frames, int seed)
    {
        long total = 0, shares = rows.Sum(row => row.Share);
        var clock = Stopwatch.StartNew();
        foreach (TargetRow row in rows)
        {
            long share = Math.Max(1, frames * row.Share / shares);
            if (!await TryAsync(row.Name, () => FeedAsync(row, share, seed))) return false;
            total += share;
        }
        output.WriteLine($"nothing found in {total} frames, {clock.Elapsed.TotalSeconds:0} s, {total / clock.Elapsed.TotalSeconds:0} a second");
        return true;
    }

    /// <summary>Feeds the cases of a finding; false when they are one still.</summary>
    public async Task<bool> ReplayAsync(TargetRow row, IReadOnlyList<Case> cases)
    {
        bool isGood = await TryAsync(row.Name, async () =>
        {
            ITarget target = row.Make();
            foreach (Case inputs in cases) await FeedAsync(target, inputs);
            await EndRoundAsync(target);
        });
        if (isGood) output.WriteLine($"nothing found in {cases.Count} cases");
        return isGood;
    }

    private async Task<bool> TryAsync(string target, Func<Task> feed)
    {
        try
        {
            watch.Begin(target);
            await feed();
            return true;
        }
        catch (Exception e)
        {
            watch.Report(e is FindingException ? e.Message : e.ToString());
            return false;
        }
    }

    private async Task FeedAsync(TargetRow row, long frames, int seed)
    {
        var clock = Stopwatch.StartNew();
        // So that a target gets the same frames whether others are fed before it or not.
        var seeds = new Random(seed);
        for (long fed = 0; fed < frames;)
        {
            ITarget target = row.Make();
            for (long round = 0; round < row.FramesARound && fed < frames;)
            {
                int caseSeed = seeds.Next();
                var inputs = new Case(caseSeed, target.Invent(new Random(caseSeed)));
                await FeedAsync(target, inputs);
                round += inputs.Inputs.Count;
                fed += inputs.Inputs.Count;
            }
            await EndRoundAsync(target);
        }
        double seconds = clock.Elapsed.TotalSeconds;
        output.WriteLine($"{row.Name,-12} {frames,9} frames, {seconds,6:0.0} s, {frames / seconds,8:0} a second, heap {watch.Heap / 1048576.0:0.0} MiB");
    }

    private async Task FeedAsync(ITarget target, Case inputs)
    {
        watch.Begin(inputs);
        await target.FeedAsync(inputs);
        watch.End();
    }

    private async Task EndRoundAsync(ITarget target)
    {
        watch.Begin(new Case(0, []));
        await target.DisposeAsync();
        watch.EndRound();
    }
}
