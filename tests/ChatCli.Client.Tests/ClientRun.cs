using System.Threading.Channels;
using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

/// <summary>A logged-in client over in-memory connections to a scripted server, with a scripted person.</summary>
internal sealed class ClientRun
{
    public const string Instance = "0123456789abcdef0123456789abcdef";
    public const string FirstToken = "token-1";
    public const string Lost = "lost the connection to the server; reconnecting";

    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<LineConversation> _connections = Channel.CreateUnbounded<LineConversation>();
    private readonly TimeProvider _time;

    private ClientRun(
        string name, bool isTerminal, TimeProvider? time, Func<string, int, CancellationToken, Task<IByteConnection?>>? dial,
        int maxRead, TextStyle? style, string? seenPath)
    {
        _time = time ?? TimeProvider.System;
        (InMemoryConnection client, InMemoryConnection server) = InMemoryConnection.Pair(maxRead: maxRead);
        Screen = new ScriptedUserInterface(isTerminal, style);
        Server = new LineConversation(server);
        SeenPath = seenPath ?? Path.Combine(Path.GetTempPath(), $"chatcli-test-{Guid.NewGuid():N}", "server", "ann.seen");
        dial ??= async (host, port, cancellation) => await SocketConnection.ConnectAsync(host, port, cancellation);
        var connector = new ServerConnector(new ServerAddress("chat.test", 5000), ConnectAsync, trust: null, new ClientInstance(Instance), _time);
        var link = new ServerLink(client, _time) { Greeting = new GreetingReply(0, 1, "test", 65536, 10000, [ScramMechanism.Plain], Limits.MinIterations) };
        var login = new LoginResult(link, new LoginSecret(name, "secret") { Token = FirstToken });
        Iterations = new IterationRecord(Path.ChangeExtension(SeenPath, "iterations"));
        var authentication = new Authentication(connector, trust: null, _ => Iterations, Screen.Show);
        var seen = new SeenFile(SeenPath, _time, Screen.Show);
        Exit = new ChatClient(login, Screen, connector, authentication, seen, dial, _time)
            .RunAsync(_stop.Token).WaitAsync(TooLong);
    }

    public ScriptedUserInterface Screen { get; }

    /// <summary>The last connection.</summary>
    public LineConversation Server { get; private set; }

    /// <summary>The file of what was shown.</summary>
    public string SeenPath { get; }

    /// <summary>What the client remembers of its password's iterations.</summary>
    public IterationRecord Iterations { get; }

    /// <summary>Whether the server answers when the client connects again.</summary>
    public bool IsReachable { get; set; }

    /// <summary>The exit status, once the client has ended.</summary>
    public Task<int> Exit { get; }

    /// <summary>The clock, where the test has given a fake one.</summary>
    public FakeTimeProvider Time => (FakeTimeProvider)_time;

    /// <summary>Whether the client has connected again and waits to be greeted.</summary>
    public bool HasConnected => _connections.Reader.TryPeek(out _);

    public static async Task<ClientRun> StartAsync(
        string name = "ann", bool isTerminal = false, TimeProvider? time = null,
        Func<string, int, CancellationToken, Task<IByteConnection?>>? dial = null, int maxRead = int.MaxValue,
        TextStyle? style = null, string? seenPath = null)
    {
        var run = new ClientRun(name, isTerminal, time, dial, maxRead, style, seenPath);
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo($"Welcome to ChatCli, {name}! Type help for the commands.");
        return run;
    }

    /// <summary>What a signal does.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Types a line, and returns the request that it becomes.</summary>
    public async Task<string?> RequestOfAsync(string line)
    {
        Screen.Type(line);
        return await Server.NextAsync();
    }

    /// <summary>Types a line, and returns what is shown for it.</summary>
    public async Task<string> ShownForAsync(string line)
    {
        Screen.Type(line);
        return await Screen.NextAsync();
    }

    /// <summary>What the server tells, and what is shown of it.</summary>
    public async Task<string> ShownOfAsync(string told)
    {
        await Server.SendAsync(told);
        return await Screen.NextAsync();
    }

    /// <summary>A round trip: the client has handled everything that the server sent.</summary>
    public async Task BarrierAsync() =>
        await Assert.That(await ShownOfAsync("""{"type":"presence","user":"barrier","online":true}""")).IsEqualTo("barrier logged in");

    /// <summary>A message to a user, which MUST become the request of this id.</summary>
    public async Task MessageAsync(long id, string to = "bob", string text = "hi") =>
        await Assert.That(await RequestOfAsync($"message {to} {text}")).IsEqualTo(Request(id, to, text));

    /// <summary>The server says what became of messages.</summary>
    public Task ReceiptAsync(long upTo, string state = "delivered", string to = "bob") =>
        Server.SendAsync($$"""{"type":"receipt","to":"{{to}}","upTo":{{upTo}},"state":"{{state}}"}""");

    /// <summary>Breaks the link; the client says so.</summary>
    public async Task LoseLinkAsync()
    {
        Server.Close();
        await Assert.That(await Screen.NextAsync()).IsEqualTo(Lost);
    }

    /// <summary>
    /// Lets the time of the first try pass, or another one, and greets the client; <see cref="Server"/> is the new connection. The id of the
    /// request that follows.
    /// </summary>
    public async Task<long> GreetAgainAsync(TimeSpan? wait = null)
    {
        IsReachable = true;
        Time.Advance(wait ?? TimeSpan.FromSeconds(0.5));
        Server = await _connections.Reader.ReadAsync().AsTask().WaitAsync(TooLong);
        string hello = (await Server.NextAsync())!;
        long id = new WireLine(hello).Id!.Value;
        await Assert.That(hello).IsEqualTo($$"""{"type":"hello","id":{{id}},"version":1,"instance":"{{Instance}}"}""");
        await Server.SendAsync(ScramConversation.Greeting(id));
        return id + 1;
    }

    /// <summary>The client connects again and is welcomed; the id of its resume.</summary>
    public async Task<long> ResumeAsync(string token = FirstToken, string next = "token-2", string shown = "connected again")
    {
        long id = await GreetAgainAsync();
        await Assert.That(await Server.NextAsync()).IsEqualTo($$"""{"type":"resume","id":{{id}},"name":"ann","token":"{{token}}"}""");
        await Server.SendAsync($$"""{"type":"welcome","id":{{id}},"name":"ann","token":"{{next}}"}""");
        await Assert.That(await Screen.NextAsync()).IsEqualTo(shown);
        return id;
    }

    /// <summary>The request of a message.</summary>
    public static string Request(long id, string to = "bob", string text = "hi") =>
        $$"""{"type":"message","id":{{id}},"to":"{{to}}","text":"{{text}}"}""";

    /// <summary>A message that comes.</summary>
    public static string Event(long n, string text, string instance = "b1", string from = "bob") =>
        $$"""{"type":"message","from":"{{from}}","instance":"{{instance}}","n":{{n}},"text":"{{text}}","time":0}""";

    /// <summary>Logs out in good order and checks that nothing else was sent or shown, but for acknowledgements.</summary>
    public async Task EndAsync(long nextId)
    {
        Server.AnswersPings = true;
        string? request = await RequestOfAsync("logout");
        // The ping before it was answered already.
        nextId++;
        for (; request?.StartsWith("""{"type":"ack",""", StringComparison.Ordinal) == true; nextId++) request = await Server.NextAsync();
        await Assert.That(request).IsEqualTo($$"""{"type":"logout","id":{{nextId}}}""");
        await Server.SendAsync($$"""{"type":"ok","id":{{nextId}}}""");
        await Assert.That(await Screen.NextAsync()).IsEqualTo("logged out");
        await Assert.That(await Exit).IsEqualTo(0);
        await Assert.That(Screen.Rest()).IsEqualTo("");
    }

    /// <summary>The next request is the log-out, whose id depends on how many pings the passing time has caused; answers it.</summary>
    public async Task AnswerLogOutAsync()
    {
        string logOut = await Server.NextAsync() ?? "";
        await Assert.That(logOut).StartsWith("""{"type":"logout","id":""");
        await Server.SendAsync(logOut.Replace("logout", "ok", StringComparison.Ordinal));
    }

    /// <summary>Leaves without a server.</summary>
    public async Task EndUnconnectedAsync()
    {
        Screen.Type("logout");
        await Assert.That(await Exit).IsEqualTo(1);
        await Assert.That(Screen.Rest()).IsEqualTo("");
    }

    private Task<IByteConnection?> ConnectAsync(CancellationToken cancellation)
    {
        if (!IsReachable) return Task.FromResult<IByteConnection?>(null);
        (InMemoryConnection client, InMemoryConnection server) = InMemoryConnection.Pair();
        _connections.Writer.TryWrite(new LineConversation(server));
        return Task.FromResult<IByteConnection?>(client);
    }
}
