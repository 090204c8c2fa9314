using System.Runtime.InteropServices;
using ChatCli.Torture;

const int Failed = 1;
const int WrongUsage = 2;
const int Interrupted = 130;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(Options.Usage);
    return 0;
}
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return WrongUsage;
}
if (!File.Exists(options.Program("chatcli")) || !File.Exists(options.Program("chatcli-server")))
{
    Console.Error.WriteLine($"chatcli-torture: there is no chatcli and chatcli-server in {Path.GetDirectoryName(options.Program("chatcli"))}");
    return WrongUsage;
}

using var cancellation = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
string folder = Directory.CreateTempSubdirectory("chatcli-torture-").FullName;
bool isGood = false;
try
{
    isGood = options.IsSelfTest ? await new SelfTest(options, folder, Console.Out, cancellation.Token).RunAsync() : await TortureAsync();
    if (!isGood) Console.WriteLine($"The transcripts are kept in {folder}");
    return isGood ? 0 : Failed;
}
catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
{
    isGood = true;
    return Interrupted;
}
finally
{
    if (isGood) Directory.Delete(folder, recursive: true);
}

async Task<bool> TortureAsync()
{
    Console.WriteLine($"seed                {options.Seed}");
    using var run = new TortureRun(options, folder, null, cancellation.Token);
    Outcome outcome = await run.RunAsync(isHarmed: true);
    var report = new Report(Console.Out);
    report.Tell(outcome);
    (int confirmed, int kills, IReadOnlyList<string> problems) =
        await new CredentialsRun(options, Path.Combine(folder, "accounts"), cancellation.Token).RunAsync();
    Console.WriteLine($"accounts            {confirmed} confirmed, server killed {kills}, problems {problems.Count}");
    outcome = outcome with { Problems = [.. outcome.Problems, .. problems.Select(problem => $"accounts: {problem}")] };
    report.Describe(outcome, run);
    Console.WriteLine(outcome.IsGood ? "nothing lost, nothing twice" : $"FAILED; again with --seed {options.Seed}");
    return outcome.IsGood;
}

void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    cancellation.Cancel();
}
