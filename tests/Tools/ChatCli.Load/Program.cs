using System.Runtime.InteropServices;
using ChatCli.Load;
using ChatCli.Protocol.Bytes;

const int Failed = 1;
const int WrongUsage = 2;
const int Interrupted = 130;

PublicAuthorities.Ignore();
EventThread.Choose();
if (args is ["relay", var number] && ushort.TryParse(number, out ushort port))
{
    Relay.Run(port);
    return 0;
}
if (args is ["--help" or "-h"])
{
    Console.WriteLine(Options.Usage);
    return 0;
}
if (args is ["fill", var data, var number1, var number2] && int.TryParse(number1, out int users) && int.TryParse(number2, out int messages) && users > 0)
{
    await StoreBench.FillAsync(data, users, messages);
    return 0;
}
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return WrongUsage;
}

using var cancellation = new CancellationTokenSource();
string folder = Directory.CreateTempSubdirectory("chatcli-load-").FullName;
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
try
{
    if (options.Loads is ["store"]) await StoreBench.RunAsync(folder, Console.Out);
    else if (options.Loads is ["attack"]) Attack.Run(options, folder, Console.Out, cancellation.Token);
    else
    {
        using TextWriter ratios = options.Ratios is { } file ? File.CreateText(file) : TextWriter.Null;
        new Session(options, folder, Console.Out, ratios, cancellation.Token).Run();
    }
    return 0;
}
catch (LoadFailedException e)
{
    Console.Error.WriteLine($"chatcli-load: {e.Message}");
    return Failed;
}
catch (OperationCanceledException)
{
    return Interrupted;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    cancellation.Cancel();
}
