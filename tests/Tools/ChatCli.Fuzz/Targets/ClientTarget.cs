using System.Text;
using ChatCli.Client;
using ChatCli.Client.Features;
using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>A whole client with a scripted person, over connections without sockets to a server that says wrong lines.</summary>
internal sealed class ClientTarget : ITarget
{
    private static readonly string[] Commands =
    [
        "message luke hi", "message yoda \u202ehi\a", "message nobody x", "broadcast hello all", "whoelse", "whoelsesince 200", "block yoda", "unblock yoda",
        "startprivate luke", "y", "n", "accept hans", "accept luke", "decline yoda", "private luke psst", "stopprivate luke", "help", "nonsense", "",
        "passwd", ScriptedServer.Password, "another",
    ];

    private readonly Mutator _lines = new(GoldenLines.Server);
    private readonly Mutator _peerLines = new(GoldenLines.Peer);
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-fuzz-").FullName;
    private ScriptedPerson _person = new(new TextStyle(IsTerminal: true));
    private ScriptedServer? _server;
    private Task<int>? _exit;
    private CancellationTokenSource? _stop;
    private Random _random = new(0);
    private bool _isReachable;
    private long _marks;

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var lines = new byte[1 + random.Next(48)][];
        for (int i = 0; i < lines.Length; i++) lines[i] = _lines.Next(random);
        return lines;
    }

    public async Task FeedAsync(Case inputs)
    {
        _random = new Random(inputs.Seed);
        if (_exit is null) Start();
        for (int i = _random.Next(3); i > 0; i--) _person.Type(Commands[_random.Next(Commands.Length)]);

        string user = $"mark-{++_marks}";
        Task shown = _person.WaitForAsync($"{user} logged in");
        byte[] mark = Encoding.ASCII.GetBytes($$"""{"type":"presence","user":"{{user}}","online":true}""");
        ScriptedServer server = _server!;
        await server.SendAsync(inputs.Inputs.Select(Readdress).Append(mark));
        Task settled = Task.WhenAny(shown, server.Ended, _exit!);
        while (!settled.IsCompleted && await Task.WhenAny(settled, Task.Delay(100)) != settled)
        {
            // It waits for an answer that never comes, and what else came meanwhile is gone.
            _time.Advance(TimeSpan.FromSeconds(5));
            await server.SendAsync([mark]);
        }
        _time.Advance(TimeSpan.FromMilliseconds(_random.Next(200)));
        if (_exit!.IsCompleted) await EndAsync();
        else if (server.Ended.IsCompleted) await GoOnAsync(server);
        else if (_random.Next(100) == 0) await EndAsync();
        _person.Check();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(maxRead: _random.Next(4) == 0 ? 1 + _random.Next(200) : int.MaxValue);
        _server = new ScriptedServer(far, _random.Next(), wrongOf8: 0);
        _person = new ScriptedPerson(new TextStyle(_random.Next(2) == 0, HasReceiptLines: _random.Next(2) == 0, IsUtf8: _random.Next(2) == 0));
        _stop = new CancellationTokenSource();
        var connector = new ServerConnector(new ServerAddress("fuzz.example.org", 5000), ConnectAsync, trust: null, new ClientInstance(), _time);
        var link = new ServerLink(near, _time) { Greeting = new GreetingReply(0, 1, "fuzz", 65536, 10000, [ScramMechanism.Plain], Limits.MinIterations) };
        var login = new LoginResult(link, new LoginSecret("hans", ScriptedServer.Password) { Token = "00" });
        // What an earlier run has made of it would keep this one from logging in.
        string iterations = Path.Combine(_folder, "hans.iterations");
        File.Delete(iterations);
        var authentication = new Authentication(connector, trust: null, _ => new IterationRecord(iterations), _person.Show);
        var seen = new SeenFile(Path.Combine(_folder, "hans.seen"), _time, _person.Show);
        _isReachable = false;
        _exit = new ChatClient(login, _person, connector, authentication, seen, DialAsync, _time).RunAsync(_stop.Token);
    }

    /// <summary>The client has ended the connection: it connects again, or is ended.</summary>
    private async Task GoOnAsync(ScriptedServer lost)
    {
        if (_random.Next(3) > 0)
        {
            await EndAsync();
            return;
        }
        _isReachable = true;
        while (_server == lost && !_exit!.IsCompleted) await PassAsync();
    }

    private async Task EndAsync()
    {
        if (_exit is null) return;
        await _stop!.CancelAsync();
        _isReachable = false;
        // Nobody answers any more.
        _server!.Close();
        while (!_exit.IsCompleted) await PassAsync();
        await _exit;
        await _server.Ended;
        _exit = null;
        _person.Check();
    }

    private async Task PassAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 50 && !_exit!.IsCompleted; i++) await Task.Yield();
    }

    /// <summary>Some replies answer what was asked last.</summary>
    private byte[] Readdress(byte[] line) => _random.Next(3) == 0 ? line : ScriptedServer.Readdress(line, _server!.LastId - _random.Next(3));

    private Task<IByteConnection?> ConnectAsync(CancellationToken cancellation)
    {
        if (!_isReachable) return Task.FromResult<IByteConnection?>(null);
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        _server = new ScriptedServer(far, _random.Next(), wrongOf8: _random.Next(3));
        return Task.FromResult<IByteConnection?>(near);
    }

    private async Task<IByteConnection?> DialAsync(string host, int port, CancellationToken cancellation)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        await far.SendAsync(LinePeer.Join([_peerLines.Next(_random), _peerLines.Next(_random)]));
        far.EndSend();
        return near;
    }
}
