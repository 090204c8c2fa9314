using ChatCli.Fuzz;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(Options.Usage);
    return 0;
}
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

using var watch = new Watch(options.Patience, Console.Out);
if (options.Replay is { } file)
{
    (string target, IReadOnlyList<Case> cases) = ReplayFile.Read(file);
    return await new FuzzRun(watch, Console.Out).ReplayAsync(TargetTable.Find(target) ?? throw new FormatException($"there is no target {target}"), cases) ? 0 : 1;
}
Console.WriteLine($"seed {options.Seed}");
IReadOnlyList<TargetRow> rows = options.Target is { } name ? [TargetTable.Find(name)!] : TargetTable.Rows;
return await new FuzzRun(watch, Console.Out).RunAsync(rows, options.Frames, options.Seed) ? 0 : 1;
