using System.Text;
using ChatCli.Protocol.Scram;
using ChatCli.Server;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage.Memory;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>
/// A whole server over connections without sockets. Each case is a connection that says some right lines and then wrong ones; beside it
/// two users go on talking to each other.
/// </summary>
internal sealed class ServerTarget : ITarget
{
    /// <summary>So many connections stay open and read nothing.</summary>
    private const int MostIdle = 6;

    private static readonly (string Name, string Password)[] Users = [("hans", "falcon*solo"), ("luke", "light==saber"), ("yoda", "wise@!man")];

    private readonly Mutator _lines = new(GoldenLines.Client);
    private readonly FakeTimeProvider _time = new();
    private readonly ErrorLog _log = new();
    private readonly Queue<LinePeer> _idle = new();
    private readonly ServerOptions _options = new() { BlockDuration = TimeSpan.FromSeconds(1), OutboundLimit = 64 * 1024 };
    private ChatServer? _server;
    private LinePeer? _wanda;
    private LinePeer? _willy;
    private long _lastId = 1_000_000;
    private long _messages;

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var lines = new byte[1 + random.Next(64)][];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = _lines.Next(random);
            // A number that was used is a message that comes again; so some get a number that grows.
            if (random.Next(3) == 0) lines[i] = ScriptedServer.Readdress(lines[i], random.Next(int.MaxValue));
        }
        return lines;
    }

    public async Task FeedAsync(Case inputs)
    {
        if (_server is null) await StartAsync();
        var random = new Random(inputs.Seed);
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(
            capacity: random.Next(4) == 0 ? 700 : 64 * 1024, maxRead: random.Next(4) == 0 ? 1 + random.Next(100) : int.MaxValue);
        // As if it was encrypted, so that log-ins with channel binding come further.
        if (random.Next(2) == 0) near.ChannelBinding = far.ChannelBinding = ScramExample.Binding;
        var peer = new LinePeer(near);
        _server!.Accept(far);

        string mark = $"\"id\":{++_lastId},";
        byte[] bytes = LinePeer.Join([.. await PreludeAsync(peer, random), .. inputs.Inputs, Encoding.ASCII.GetBytes($$"""{"type":"barrier",{{mark}}"x":0}""")]);
        Task<string?> answer = peer.ReadUpToAsync(mark);
        await near.SendAsync(bytes);
        await answer;
        await EndAsync(peer, random);
        _time.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
        if (random.Next(200) == 0) _time.Advance(TimeSpan.FromSeconds(61));
        await TalkAsync();
        if (_log.Error is { } error) throw new FindingException($"the server has logged {error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;
        foreach (LinePeer peer in _idle.Append(_wanda!).Append(_willy!)) peer.Connection.Close();
        Task stopping = _server.StopAsync();
        while (!stopping.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
        await stopping;
        if (_log.Error is { } error) throw new FindingException($"the server has logged {error}");
    }

    private async Task StartAsync()
    {
        var accounts = new FuzzAccounts(most: 200).With("wanda", "w").With("willy", "w");
        foreach ((string name, string password) in Users) accounts.With(name, password);
        _server = await ChatServer.CreateAsync(new MemoryStore(), accounts, _time, _options, _log);
        _wanda = await LogInAsync("wanda");
        _willy = await LogInAsync("willy");
    }

    private async Task<LinePeer> LogInAsync(string name)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        _server!.Accept(far);
        var peer = new LinePeer(near);
        await peer.SendAsync("""{"type":"hello","id":1,"version":1}""");
        if (await ProveAsync(peer, name, "w") is { } proof) await peer.SendAsync([proof]);
        return await peer.ReadUpToAsync("\"welcome\"") is null ? throw new FindingException($"{name} is not let in") : peer;
    }

    /// <summary>How far the connection comes before the wrong lines: nowhere, greeted, challenged, logged in. What is still to be sent of it.</summary>
    private static async Task<byte[][]> PreludeAsync(LinePeer peer, Random random)
    {
        int stage = random.Next(7);
        if (stage == 0) return [];
        byte[] hello = random.Next(2) == 0 ? GoldenLines.Client[0] : """{"type":"hello","id":1,"version":1}"""u8.ToArray();
        if (stage == 1) return [hello];
        await peer.SendAsync([hello]);
        (string name, string password) = Users[random.Next(Users.Length)];
        byte[]? proof = await ProveAsync(peer, name, password);
        if (proof is null || stage == 2) return [];
        return random.Next(2) == 0 ? [proof] : [proof, """{"type":"ack","id":4,"count":1000000}"""u8.ToArray()];
    }

    /// <summary>Asks to log in: the line that proves the password, or null where there is no challenge, because the name is blocked.</summary>
    private static async Task<byte[]?> ProveAsync(LinePeer peer, string name, string password)
    {
        var exchange = new ScramClient(name, peer.Connection.ChannelBinding);
        await peer.SendAsync($$"""{"type":"login","id":2,"mechanism":"{{exchange.Mechanism}}","data":"{{exchange.FirstMessage}}"}""");
        if (await peer.ReadUpToAsync("\"id\":2,") is not { } answer || !answer.StartsWith("""{"type":"challenge",""", StringComparison.Ordinal)) return null;
        return Encoding.ASCII.GetBytes($$"""{"type":"response","id":3,"data":"{{exchange.Respond(new WireLine(answer), password)}}"}""");
    }

    /// <summary>Ends the connection in one of the ways in which connections end, or leaves it.</summary>
    private async Task EndAsync(LinePeer peer, Random random)
    {
        var connection = (InMemoryConnection)peer.Connection;
        switch (random.Next(4))
        {
            case 0:
                connection.EndSend();
                await peer.ReadToEndAsync();
                break;
            case 1:
                connection.Break();
                break;
            case 2:
                _idle.Enqueue(peer);
                if (_idle.Count > MostIdle) _idle.Dequeue().Connection.Close();
                return;
        }
        connection.Close();
    }

    /// <summary>The two who do nothing wrong are served as ever.</summary>
    private async Task TalkAsync()
    {
        long id = ++_lastId;
        await _wanda!.SendAsync($$"""{"type":"message","id":{{id}},"to":"willy","text":"hello"}""");
        if (await _willy!.ReadUpToAsync($"\"n\":{id},") is null) throw new FindingException("willy was thrown out");
        await _willy.SendAsync($$"""{"type":"ack","id":{{id}},"count":{{++_messages}}}""");
        await _willy.SendAsync($$"""{"type":"whoelse","id":{{id}}}""");
        if (await _willy.ReadUpToAsync($$"""{"type":"users","id":{{id}},""") is null) throw new FindingException("willy was thrown out");
        if (await _wanda.ReadUpToAsync($$"""{"type":"receipt","to":"willy","upTo":{{id}},""") is null) throw new FindingException("wanda was thrown out");
        await _wanda.SendAsync($$"""{"type":"active","id":{{id}}}""");
    }
}
