using System.Runtime.InteropServices;
using ChatCli.Client;
using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Screen;
using ChatCli.Protocol.Bytes;

(ClientOptions? options, int status) = CommandLine.Parse(args, Console.Out, Console.Error);
if (options is null) return status;

// Log out in good order when told to end; when told a second time, end.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

TimeProvider time = TimeProvider.System;
var connector = new ServerConnector(
    $"{options.Host} port {options.Port}",
    async cancellation => await SocketConnection.ConnectAsync(options.Host, options.Port, cancellation), new ClientInstance(), time);
(ServerLink? link, string? problem) = await connector.ConnectAsync(stop.Token);
if (link is null) return Fail(problem);

LoginResult login;
await using (IUserInterface screen = UserInterface.Open())
{
    login = await new LoginDialog(screen, connector, options.User, options.Password).RunAsync(link, stop.Token);
    if (login.Link is not null)
    {
        var seen = new SeenFile(StateFolder.SeenFile(options.Host, options.Port, login.Name), time, screen.Print);
        var style = new ReceiptStyle(options.Receipts, Locale.IsUtf8(Environment.GetEnvironmentVariable));
        return await new ChatClient(login, screen, connector, seen, style, DialAsync, time).RunAsync(stop.Token);
    }
}
return Fail(login.Problem);

static async Task<IByteConnection?> DialAsync(string host, int port, CancellationToken cancellation) =>
    await SocketConnection.ConnectAsync(host, port, cancellation);

static int Fail(string? problem)
{
    if (problem is not null) Console.Error.WriteLine($"chatcli: {Inert.Text(problem)}");
    return 1;
}

void OnSignal(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    if (context.Cancel) stop.Cancel();
    else Environment.Exit(1);
}
