using System.Runtime.InteropServices;
using ChatCli.Client;
using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Client.Screen;
using ChatCli.Client.Words;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;

StandardStreams.Settle();
FileSizeLimit.FailWrites();
PublicAuthorities.Ignore();
ClientOptions? options;
try
{
    (options, int status) = CommandLine.Parse(args, Console.Out, Console.Error);
    if (options is null) return status;
}
catch (OutputException e)
{
    Console.Error.WriteLine($"chatcli: {e.Message}");
    return 1;
}

// Log out in good order when told to end; when told a second time, end.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

TimeProvider time = TimeProvider.System;
var server = new ServerAddress(options.Host, options.Port);
ServerTrust? trust = options.Plain ? null : new ServerTrust(
    server, new KnownServers(StateFolder.KnownServersFile()), options.Fingerprint, options.AcceptNew,
    (certificate, issuers) => PublicAuthorities.VouchFor(certificate, issuers, options.Host));
var connector = new ServerConnector(
    server, async cancellation => await SocketConnection.ConnectAsync(options.Host, options.Port, cancellation), trust, new ClientInstance(), time);
ConnectResult connected = await connector.ConnectAsync(stop.Token);
if (connected.Link is null && connected.UnknownKey is null) return Fail(connected.Problem);

LoginResult login;
await using (IUserInterface screen = UserInterface.Open(options.Receipts, Locale.IsUtf8(Environment.GetEnvironmentVariable)))
{
    if (trust is not null) connected = await new FirstContact(screen, connector, trust).RunAsync(connected, stop.Token);
    var authentication = new Authentication(
        connector, trust, user => new IterationRecord(StateFolder.IterationsFile(options.Host, options.Port, user)), screen.Show);
    login = connected.Link is { } link
        ? await new LoginDialog(screen, connector, authentication, trust, options.User, options.Password).RunAsync(link, stop.Token)
        : new LoginResult(null, null, connected.Problem);
    if (login.Link is not null)
    {
        var seen = new SeenFile(StateFolder.SeenFile(options.Host, options.Port, login.Secret!.Name), time, screen.Show);
        return await new ChatClient(login, screen, connector, authentication, seen, DialAsync, time).RunAsync(stop.Token);
    }
}
return Fail(login.Problem);

static async Task<IByteConnection?> DialAsync(string host, int port, CancellationToken cancellation) =>
    await SocketConnection.ConnectAsync(host, port, cancellation);

static int Fail(Notice? problem)
{
    if (problem is not null) Console.Error.WriteLine($"chatcli: {new NoticeText(new TextStyle(IsTerminal: false)).Of(problem)}");
    return 1;
}

void OnSignal(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    if (context.Cancel) stop.Cancel();
    else Environment.Exit(1);
}
