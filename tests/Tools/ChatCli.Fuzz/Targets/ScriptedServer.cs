using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>One connection of a client to a server that answers what lets it go on, or something wrong, and else says what it is told to.</summary>
internal sealed class ScriptedServer
{
    /// <summary>Of the user who logs in.</summary>
    public const string Password = "falcon*solo";

    private static readonly Mutator Users = new(Replies("users")), Broadcasts = new(Replies("broadcast")), Others = new(Replies(""));

    private readonly LinePeer _peer;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Random _random;
    private readonly int _wrongOf8;
    private ScramServer? _exchange;

    /// <param name="connection">The server's end.</param>
    /// <param name="seed">Of what it answers.</param>
    /// <param name="wrongOf8">How many of eight answers that a client needs are wrong.</param>
    public ScriptedServer(InMemoryConnection connection, int seed, int wrongOf8)
    {
        _peer = new LinePeer(connection);
        _random = new Random(seed);
        _wrongOf8 = wrongOf8;
        Ended = AnswerAsync();
    }

    /// <summary>Completes when the client has ended the connection.</summary>
    public Task Ended { get; }

    /// <summary>The id of the last request.</summary>
    public long LastId { get; private set; }

    public async Task SendAsync(IEnumerable<byte[]> lines)
    {
        await _sending.WaitAsync();
        await _peer.SendAsync(lines);
        _sending.Release();
    }

    public void Close() => _peer.Connection.Close();

    private async Task AnswerAsync()
    {
        while (await _peer.ReadAsync() is { } line)
        {
            LastId = FrameId.Find(Encoding.UTF8.GetBytes(line)) ?? 0;
            if (Answer(line) is { } answer) await SendAsync([answer]);
        }
        _peer.Connection.Close();
    }

    private byte[]? Answer(string line)
    {
        if (line.Split('"') is not [_, "type", _, var type, ..]) return null;
        string? needed = type switch
        {
            "hello" => $$"""
                {"type":"greeting","id":{{LastId}},"version":1,"server":"fuzz","maxLine":65536,"maxText":10000,"mechanisms":["SCRAM-SHA-256"],"iterations":{{Limits.MinIterations}}}
                """,
            "resume" when _random.Next(3) == 0 => $$"""{"type":"error","id":{{LastId}},"code":"invalid_token","text":"not the token"}""",
            "resume" => $$"""{"type":"welcome","id":{{LastId}},"name":"hans","token":"00"}""",
            "login" => Challenge(new WireLine(line)),
            "response" => Welcome(new WireLine(line)),
            "ping" or "logout" => $$"""{"type":"ok","id":{{LastId}}}""",
            _ => null,
        };
        if (needed is not null && _random.Next(8) >= _wrongOf8) return Encoding.UTF8.GetBytes(needed);
        Mutator replies = type switch
        {
            "whoelse" or "whoelsesince" => Users,
            "broadcast" => Broadcasts,
            _ => Others,
        };
        return type is "message" or "ack" or "active" && _random.Next(4) > 0 ? null : Readdress(replies.Next(_random), LastId);
    }

    private string? Challenge(WireLine login)
    {
        if (ScramServer.Begin(login["mechanism"], login["data"], null, out _exchange) is { } fault) throw new FindingException($"a client cannot log in: {fault}");
        return $$"""{"type":"challenge","id":{{LastId}},"data":"{{_exchange!.Challenge(Passwords.Verifier(Password))}}"}""";
    }

    /// <summary>Null where the client answers something else than was asked.</summary>
    private string? Welcome(WireLine response)
    {
        string? proof = null;
        _exchange?.Finish(response["data"], out proof);
        return proof is null ? null : $$"""{"type":"welcome","id":{{LastId}},"name":"hans","token":"00","data":"{{proof}}"}""";
    }

    /// <summary>A line with another id, where it has one.</summary>
    public static byte[] Readdress(byte[] line, long id)
    {
        ReadOnlySpan<byte> name = "\"id\":"u8;
        int at = line.AsSpan().IndexOf(name);
        if (at < 0) return line;
        ReadOnlySpan<byte> rest = line.AsSpan(at + name.Length);
        int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits <= 0 ? line : [.. line.AsSpan(0, at + name.Length), .. Encoding.ASCII.GetBytes($"{id}"), .. rest[digits..]];
    }

    private static byte[][] Replies(string type)
    {
        string start = $"{{\"type\":\"{type}";
        return [.. GoldenLines.Server.Where(line => Encoding.UTF8.GetString(line) is var text && text.StartsWith(start, StringComparison.Ordinal)
            && text.Contains("\"id\":", StringComparison.Ordinal))];
    }
}
