using System.Net;
using System.Net.Sockets;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;
using ChatCli.Server;
using ChatCli.Server.Connections;
using ChatCli.Server.Log;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Server.Storage.Memory;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using Microsoft.Extensions.Logging;

// The exit status as after an abort.
const int Crashed = 134;

StandardStreams.Settle();
FileSizeLimit.FailWrites();
PublicAuthorities.Ignore();
ServerOptions? options;
try
{
    (options, int status) = CommandLine.Parse(args, Console.Out, Console.Error);
    if (options is null) return status;
}
catch (OutputException e)
{
    return Fail(e.Message);
}

// Read by the runtime before its first socket: completions run on the poll threads, not on the thread pool, which takes a third of
// the processor time for a message. Nothing on those threads may block.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

TimeProvider time = TimeProvider.System;
var log = new StderrLogger(options.LogLevel, time);
AppDomain.CurrentDomain.UnhandledException += (_, e) =>
{
    // Otherwise the runtime would print the exception's message, which may quote what a user has sent.
    log.Crashed((Exception)e.ExceptionObject);
    Environment.Exit(Crashed);
};
try
{
    if (options.CredentialsMustExist && !Path.Exists(options.Credentials)) return Fail($"{options.Credentials} does not exist");
    var maintenance = new AccountMaintenance(options.Credentials, Console.Out);
    switch (options.Task)
    {
        case ServerTask.AddUser:
            return maintenance.Add(options.UserName, () => PasswordPrompt.Read(options.PasswordFile), options.Iterations);
        case ServerTask.ChangePassword:
            return maintenance.ChangePassword(options.UserName, () => PasswordPrompt.Read(options.PasswordFile), options.Iterations);
        case ServerTask.RemoveUser:
            return maintenance.Remove(options.UserName);
        case ServerTask.UnblockUser:
            return maintenance.Unblock(options.UserName);
        case ServerTask.ListUsers:
            return maintenance.ShowList();
    }
    string? data = options.Data ?? DataFolder.Default;
    if (data is null) return Fail("there is no home folder for the data; choose a folder with --data");
    if (options.Task == ServerTask.Check) return new SqliteMaintenance(DataFolder.DatabaseIn(data)).Check(Console.Out, Console.Error);
    if (options.Task == ServerTask.Backup) return new SqliteMaintenance(DataFolder.DatabaseIn(data)).BackUp(options.BackupFile!, Console.Out);

    options = options with { MaxConnections = DescriptorLimit.RaiseForConnections() };
    using CredentialsFile accounts = CredentialsFile.Open(options.Credentials, options.Iterations, options.KeepPlaintext);
    using DataFolder? folder = data == DataFolder.InMemory ? null : DataFolder.Open(data);
    TlsCertificate? certificate = options.TlsCertificate == ServerOptions.NoCertificate ? null
        : options.TlsCertificate is not null ? CertificateFile.Open(options.TlsCertificate, options.TlsKey!)
        : folder is null ? CertificateFile.Create(time)
        : CertificateFile.OpenOrCreate(folder.CertificatePath, time);
    await using IChatStore store = folder is null
        ? new MemoryStore()
        : new QueuedStore(SqliteDatabase.Open(folder.DatabasePath, SqliteSchema.Steps), log, time);
    if (folder is not null) log.StoreOpened(folder.DatabasePath);
    ChatServer server = await ChatServer.CreateAsync(store, accounts, time, options, log);
    accounts.Rejected = error => log.CredentialsRejected(options.Credentials, error);
    accounts.Changed = changes =>
    {
        log.CredentialsChanged(options.Credentials, changes.Added.Count, changes.Removed.Count, changes.Repassworded.Count);
        server.Follow(changes);
    };
    accounts.Requested = server.CarryOutAsync;
    // What was asked for while no server ran, before anybody connects.
    accounts.Refresh();

    using SocketListener listener = options.Bind is { } address
        ? SocketListener.Listen(new IPEndPoint(address, options.Port))
        : SocketListener.ListenAny(options.Port);
    using var signals = new StopSignals();
    var gate = new Gate(server.Admission, server.Accept, certificate, options, time, log);
    var acceptor = new Acceptor(listener, gate.Accept, time, error => log.AcceptPressure(Acceptor.PressureDelay.TotalMilliseconds, error));
    Task<SocketError?> accepting = acceptor.RunAsync();
    string where = $"{(options.Bind is null ? "all addresses" : options.Bind)}, port {listener.LocalEndPoint.Port}";
    if (certificate is not null) log.Listening(where, certificate.Fingerprint);
    else log.ListeningPlain(where);

    using ITimer refresh = time.CreateTimer(_ => accounts.Refresh(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    await Task.WhenAny(signals.Told, accepting);
    listener.Dispose();
    SocketError? failure = await accepting;
    if (failure is { } error) log.AcceptFailed(error);
    await gate.CloseAsync();
    await server.StopAsync();
    return failure is null ? 0 : 1;
}
catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
{
    return Fail($"port {options.Port} is in use already");
}
catch (SocketException e)
{
    return Fail($"cannot listen on port {options.Port}: {e.Message}");
}
catch (StoreException e)
{
    return Fail(e.Message);
}
catch (OutputException e)
{
    return Fail(e.Message);
}

static int Fail(string why)
{
    Console.Error.WriteLine($"chatcli-server: {why}");
    return 1;
}
