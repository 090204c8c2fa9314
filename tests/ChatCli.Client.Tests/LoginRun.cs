using System.Threading.Channels;
using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

/// <summary>
/// The way from the first connection to the login, between a scripted person and a scripted server that may be connected to several times.
/// </summary>
internal sealed class LoginRun
{
    private static readonly ServerAddress Address = new("chat.test", 5000);

    private readonly Channel<LineConversation> _connections = Channel.CreateUnbounded<LineConversation>();
    private readonly ServerTrust? _trust;
    private readonly Task<LoginResult> _result;

    /// <param name="user">The name, when it is given.</param>
    /// <param name="password">The password, when it is given.</param>
    /// <param name="isTerminal">Whether a person sits there.</param>
    /// <param name="certificate">What the server shows; null: nothing is encrypted.</param>
    /// <param name="folder">That of a run before; null: one of its own.</param>
    /// <param name="given">The one key that will do.</param>
    /// <param name="acceptsNew">Whether an unknown key will do.</param>
    /// <param name="isVouchedFor">Whether a public authority vouches for the server.</param>
    public LoginRun(
        string? user = null, string? password = null, bool isTerminal = false, TlsCertificate? certificate = null, string? folder = null,
        Fingerprint? given = null, bool acceptsNew = false, bool isVouchedFor = false)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("chatcli-test-").FullName;
        Screen = new ScriptedUserInterface(isTerminal);
        Certificate = certificate;
        Known = new KnownServers(Path.Combine(Folder, "data", "known-servers"));
        if (certificate is not null) _trust = new ServerTrust(Address, Known, given, acceptsNew, (_, _) => isVouchedFor);
        _result = RunAsync(user, password);
    }

    public string Folder { get; }

    public ScriptedUserInterface Screen { get; }

    public KnownServers Known { get; }

    public string IterationsPath => Path.Combine(Folder, "ann.iterations");

    public IterationRecord Iterations => new(IterationsPath);

    public FakeTimeProvider Time { get; } = new();

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>What the server shows from the next connection on.</summary>
    public TlsCertificate? Certificate { get; set; }

    public LineConversation Server { get; private set; } = null!;

    public bool IsReachable { get; set; } = true;

    /// <summary>What is known of the server: the fingerprints.</summary>
    public string Pins => string.Join(' ', Known.Find(Address.Host, Address.Port).Keys.Select(pin => pin.Key.ToString()));

    public async Task NextServerAsync(long id = 1)
    {
        string? line;
        do
        {
            Server = await _connections.Reader.ReadAsync();
            line = await Server.NextAsync();
        }
        // A client that does not trust the key may say so only after the server took the handshake for done.
        while (string.IsNullOrEmpty(line) && Certificate is not null);
        await Assert.That(line).IsEqualTo(
            $$"""{"type":"hello","id":{{id}},"version":1,"instance":"{{ClientRun.Instance}}"}""");
    }

    public async Task GreetAsync(long id = 1)
    {
        await NextServerAsync(id);
        await Server.SendAsync(ScramConversation.Greeting(id, Protocol.Scram.ScramMechanism.For(Server.Connection.ChannelBinding)));
    }

    public async Task ShowsAsync(string line) => await Assert.That(await Screen.NextAsync()).IsEqualTo(line);

    public async Task RequestAsync(string request, string reply)
    {
        await Assert.That(await Server.NextAsync()).IsEqualTo(request);
        await Server.SendAsync(reply);
    }

    public async Task AnswerAsync(string prompt, string typed)
    {
        await ShowsAsync(prompt);
        Screen.Type(typed);
    }

    public async Task AnswerAsync(string prompt, string typed, string request, string reply)
    {
        await AnswerAsync(prompt, typed);
        await RequestAsync(request, reply);
    }

    /// <summary>The client logs in and is welcomed, or refused.</summary>
    public async Task LogInAsync(string name, string password, string? code = null, string text = "")
    {
        (long id, string proof) = await Server.LogInAsync(name, password);
        await (code is null ? Server.WelcomeAsync(id, proof, name) : RefuseAsync(id, code, text));
    }

    /// <summary>The client registers and is welcomed, or refused.</summary>
    public async Task RegisterAsync(string name, string password, string? code = null, string text = "")
    {
        long id = await Server.RegisterAsync(name, password);
        await (code is null ? Server.WelcomeAsync(id, null, name) : RefuseAsync(id, code, text));
    }

    public async Task EndsWithAsync(string name)
    {
        LoginResult result = await _result;
        await Assert.That(result.Problem).IsNull();
        await Assert.That(result.Link).IsNotNull();
        await Assert.That(result.Secret!.Name).IsEqualTo(name);
        await Assert.That(result.Secret.Token).IsEqualTo("new");
        await Assert.That(result.Secret.Is(name[..1])).IsTrue();
        await Assert.That(Screen.Rest()).IsEqualTo("");
    }

    public async Task EndsWithoutLoginAsync(string? problem)
    {
        LoginResult result = await _result;
        await Assert.That(ScriptedUserInterface.TextOf(result.Problem)).IsEqualTo(problem);
        await Assert.That(result.Link).IsNull();
        await Assert.That(Screen.Rest()).IsEqualTo("");
    }

    private Task RefuseAsync(long id, string code, string text) =>
        Server.SendAsync($$"""{"type":"error","id":{{id}},"code":"{{code}}","text":"{{text}}"}""");

    private async Task<LoginResult> RunAsync(string? user, string? password)
    {
        var connector = new ServerConnector(Address, ConnectAsync, _trust, new ClientInstance(ClientRun.Instance), Time);
        ConnectResult connected = await connector.ConnectAsync(Stop.Token);
        if (_trust is not null) connected = await new FirstContact(Screen, connector, _trust).RunAsync(connected, Stop.Token);
        if (connected.Link is not { } link) return new LoginResult(null, null, connected.Problem);
        var authentication = new Authentication(connector, _trust, name => new IterationRecord(Path.Combine(Folder, $"{name}.iterations")), Screen.Show);
        return await new LoginDialog(Screen, connector, authentication, _trust, user, password).RunAsync(link, Stop.Token);
    }

    private async Task<IByteConnection?> ConnectAsync(CancellationToken cancellation)
    {
        if (!IsReachable) return null;
        (InMemoryConnection client, InMemoryConnection server) = InMemoryConnection.Pair();
        if (Certificate is null) _connections.Writer.TryWrite(new LineConversation(server));
        else _ = EncryptAsync(server, Certificate);
        return client;
    }

    private async Task EncryptAsync(InMemoryConnection server, TlsCertificate certificate)
    {
        (TlsConnection? encrypted, _) = await TlsConnection.AcceptAsync(server, new TlsServerOptions(certificate), CancellationToken.None);
        if (encrypted is not null) _connections.Writer.TryWrite(new LineConversation(encrypted));
    }
}
