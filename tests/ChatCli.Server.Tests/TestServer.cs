using System.Net;
using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Server.Tests;

/// <summary>
/// A whole server without a process: its accounts, its store and its clock are the test's. Disposing it fails when a connection
/// was ended by an error in the server.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly List<ScriptedClient> _clients = [];
    private readonly TimeProvider _clock;
    private SocketListener? _listener;
    private Gate? _gate;
    private Task? _accepting;

    private TestServer(ChatServer server, FakeAccounts accounts, IChatStore store, FakeTimeProvider time, TimeProvider clock, RecordingLog log)
    {
        (Server, Accounts, Store, Time, _clock, Log) = (server, accounts, store, time, clock, log);
    }

    public ChatServer Server { get; }

    public FakeAccounts Accounts { get; }

    public IChatStore Store { get; }

    public FakeTimeProvider Time { get; }

    public RecordingLog Log { get; }

    /// <summary>The password of every account that a test did not make by registering.</summary>
    public static string PasswordOf(string name) => $"{name}-secret";

    /// <summary>A client process, named so that tests can tell one from another.</summary>
    public static string InstanceOf(string name) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(name.PadRight(16)));

    /// <summary>A server with the accounts ann, bob, carol and dave.</summary>
    public static Task<TestServer> StartAsync(ServerOptions? options = null, IChatStore? store = null, bool realTime = false) =>
        StartAsync(["ann", "bob", "carol", "dave"], options, store, realTime);

    public static async Task<TestServer> StartAsync(
        IEnumerable<string> names, ServerOptions? options = null, IChatStore? store = null, bool realTime = false)
    {
        var accounts = new FakeAccounts();
        foreach (string name in names) accounts.With(name);
        store ??= new MemoryStore();
        var time = new FakeTimeProvider();
        TimeProvider clock = realTime ? TimeProvider.System : time;
        var log = new RecordingLog();
        ChatServer server = await ChatServer.CreateAsync(store, accounts, clock, options ?? new ServerOptions(), log);
        return new TestServer(server, accounts, store, time, clock, log);
    }

    /// <summary>A client that has sent nothing yet, without a socket.</summary>
    public ScriptedClient Connect(
        int capacity = 64 * 1024, int maxRead = int.MaxValue, IPEndPoint? from = null, IPEndPoint? to = null, byte[]? channelBinding = null)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(capacity, maxRead, from, to);
        near.ChannelBinding = far.ChannelBinding = channelBinding;
        var client = new ScriptedClient(near);
        lock (_clients) _clients.Add(client);
        Server.Accept(far);
        return client;
    }

    /// <summary>A client that was greeted.</summary>
    public async Task<ScriptedClient> GreetAsync(ScriptedClient? client = null)
    {
        client ??= Connect();
        WireLine greeting = await client.AskAsync(HelloRequest.WireName, ("version", Limits.ProtocolVersion));
        return greeting.Type == GreetingReply.WireName ? client : throw new InvalidOperationException($"Not greeted: {greeting.Raw}");
    }

    /// <summary>A client that was greeted and asks to log in; the answer is the welcome or the refusal.</summary>
    public async Task<(ScriptedClient Client, WireLine Answer)> TryLoginAsync(string name, string? password = null, ScriptedClient? client = null)
    {
        client = await GreetAsync(client);
        return (client, await client.LoginAsync(name, password ?? PasswordOf(name)));
    }

    /// <summary>A client of a user who is online.</summary>
    public async Task<ScriptedClient> LoginAsync(string name, ScriptedClient? client = null)
    {
        (client, WireLine answer) = await TryLoginAsync(name, null, client);
        return answer.Type == WelcomeReply.WireName ? client : throw new InvalidOperationException($"Not welcome: {answer.Raw}");
    }

    /// <summary>A client process of a user who is online, and the token to resume with.</summary>
    public async Task<(ScriptedClient Client, string Token)> LoginAsync(string name, string instance)
    {
        ScriptedClient client = await GreetAsync(instance);
        return (client, Welcome(await client.LoginAsync(name, PasswordOf(name))));
    }

    /// <summary>The same client process on a new connection: it asks to resume.</summary>
    public async Task<(ScriptedClient Client, WireLine Answer)> TryResumeAsync(string name, string instance, string token)
    {
        ScriptedClient client = await GreetAsync(instance);
        return (client, await client.AskAsync("resume", ("name", name), ("token", token)));
    }

    /// <summary>The same client process on a new connection: it has resumed, and has a new token.</summary>
    public async Task<(ScriptedClient Client, string Token)> ResumeAsync(string name, string instance, string token)
    {
        (ScriptedClient client, WireLine answer) = await TryResumeAsync(name, instance, token);
        return (client, Welcome(answer));
    }

    /// <summary>A client process that was greeted.</summary>
    public async Task<ScriptedClient> GreetAsync(string instance)
    {
        ScriptedClient client = Connect();
        await client.AskAsync(HelloRequest.WireName, ("version", Limits.ProtocolVersion), ("instance", instance));
        return client;
    }

    /// <summary>Clients of users who are online, and who have read the news of each other.</summary>
    public async Task<ScriptedClient[]> LoginAllAsync(params string[] names)
    {
        var clients = new ScriptedClient[names.Length];
        for (int i = 0; i < names.Length; i++) clients[i] = await LoginAsync(names[i]);
        foreach (ScriptedClient client in clients) await client.EventsAsync();
        return clients;
    }

    /// <summary>Accepts real connections too, on loopback, encrypted or not.</summary>
    public IPEndPoint Listen()
    {
        _listener = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        _gate = new Gate(Server.Admission, Server.Accept, TestCertificate.Shared, new ServerOptions(), _clock, Log);
        _accepting = new Acceptor(_listener, _gate.Accept, _clock).RunAsync();
        return _listener.LocalEndPoint;
    }

    /// <summary>A client over a real socket that has sent nothing yet; <see cref="Listen"/> comes first.</summary>
    public async Task<ScriptedClient> ConnectSocketAsync()
    {
        SocketConnection connection = await SocketConnection.ConnectAsync(_listener!.LocalEndPoint, CancellationToken.None)
            ?? throw new InvalidOperationException("The server does not listen.");
        var client = new ScriptedClient(connection);
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>The same, encrypted.</summary>
    public async Task<ScriptedClient> ConnectTlsAsync()
    {
        SocketConnection? socket = await SocketConnection.ConnectAsync(_listener!.LocalEndPoint, CancellationToken.None);
        (TlsConnection? connection, TlsFailure failure) = await TlsConnection.ConnectAsync(
            socket ?? throw new InvalidOperationException("The server does not listen."), "localhost",
            static certificate => Fingerprint.Of(certificate) == TestCertificate.Shared.Fingerprint, CancellationToken.None);
        var client = new ScriptedClient(connection ?? throw new InvalidOperationException($"No TLS connection: {failure}"));
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>An account is removed outside of the server.</summary>
    public void RemoveAccount(string name)
    {
        Accounts.Remove(name);
        Server.Follow(new AccountChanges([], [name], []));
    }

    /// <summary>The password of an account is changed outside of the server.</summary>
    public void ChangePassword(string name, string password)
    {
        Accounts.With(name, password);
        Server.Follow(new AccountChanges([], [], [name]));
    }

    /// <summary>All clients end their connections.</summary>
    public void HangUpAll()
    {
        lock (_clients) _clients.ForEach(client => client.Dispose());
    }

    /// <summary>Stops accepting and everything else.</summary>
    public async Task StopAsync()
    {
        _listener?.Dispose();
        if (_accepting is not null) await _accepting.WaitAsync(ScriptedClient.Patience);
        if (_gate is not null) await _gate.CloseAsync();
        await Server.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        HangUpAll();
        Task stopping = StopAsync();
        // The clock goes on: a connection whose end is under way lingers by it.
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (int seconds = 0; !stopping.IsCompleted && seconds < 500; seconds++)
        {
            await tick.WaitForNextTickAsync();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        await stopping.WaitAsync(TimeSpan.Zero);
        await Store.DisposeAsync();
        if (Log.Errors is [string error, ..]) throw new InvalidOperationException($"The server failed: {error}");
    }

    private static string Welcome(WireLine answer) =>
        answer.Type == WelcomeReply.WireName ? answer["token"] : throw new InvalidOperationException($"Not welcome: {answer.Raw}");
}
