using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Load;

/// <summary>What a line other than the awaited messages is.</summary>
internal enum LineKind
{
    /// <summary>The answer to the last thing asked.</summary>
    Answer,

    /// <summary>The answer to one broadcast.</summary>
    BroadcastAnswer,

    /// <summary>Told to everybody when somebody comes or goes.</summary>
    Presence,

    /// <summary>Says that messages were accepted.</summary>
    Receipt,

    /// <summary>Anything else: the load fails with it.</summary>
    Refusal,
}

/// <summary>How one kind of server is started and spoken to. Users are numbered from 0.</summary>
internal abstract class Dialect
{
    /// <summary>What the reports call the server.</summary>
    public abstract string Name { get; }

    /// <summary>Whether users connect with TLS.</summary>
    public virtual bool IsEncrypted => false;

    /// <summary>How the line of a message begins at its recipient.</summary>
    public abstract byte[] MessageStart { get; }

    /// <summary>How the line of a broadcast begins at its recipients.</summary>
    public abstract byte[] BroadcastStart { get; }

    /// <summary>Whether the sender of a broadcast gets an answer.</summary>
    public abstract bool AnswersBroadcasts { get; }

    /// <summary>Where in the line of a message its number stands, ten digits that must grow; -1 where messages have none.</summary>
    public virtual int NumberOffset => -1;

    /// <summary>The line that acknowledges so many messages; empty where that is not done.</summary>
    public virtual byte[] Acknowledge(long messages) => [];

    /// <summary>Starts a server that knows as many users as said.</summary>
    public abstract ServerProcess StartServer(int users, Setting setting);

    /// <summary>
    /// The next line that logs a user in: the first, then what goes on from each answer. Null: the user is logged in. Called in order, by the one
    /// thread of a client.
    /// </summary>
    /// <param name="user">The user's number.</param>
    /// <param name="channelBinding">That of the connection; null: not encrypted.</param>
    public abstract Func<ReadOnlySpan<byte>, byte[]?> LogIn(int user, byte[]? channelBinding);

    /// <summary>Whether users name their process, which resuming needs. Of those who do the server expects a sign of life every 45 s.</summary>
    public bool NamesInstances { get; set; }

    /// <summary>From the answer that a user has logged in by: after the loss of the link <see cref="LogIn"/> resumes, of which nobody is told.</summary>
    public virtual void Remember(int user, string answer)
    {
    }

    /// <summary>A line whose answer comes after everything that the server has for this user already.</summary>
    public abstract byte[] RoundTrip(int user);

    /// <summary>The line that sends a text to one user.</summary>
    public abstract byte[] Message(int to, string text);

    /// <summary>The line that sends a text to all others.</summary>
    public abstract byte[] Broadcast(string text);

    /// <summary>Says what a line is that is no awaited message.</summary>
    public abstract LineKind Sort(ReadOnlySpan<byte> line);

    /// <summary>A line as bytes, with its end.</summary>
    protected static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");
}

/// <summary>Speaks to the <see cref="Relay"/>.</summary>
internal sealed class RelayDialect : Dialect
{
    public override string Name => "relay";

    public override byte[] MessageStart { get; } = "FR "u8.ToArray();

    public override byte[] BroadcastStart => MessageStart;

    public override bool AnswersBroadcasts => false;

    public override ServerProcess StartServer(int users, Setting setting) =>
        ServerProcess.Start(Environment.ProcessPath!, port => ["relay", $"{port}"], setting);

    public override Func<ReadOnlySpan<byte>, byte[]?> LogIn(int user, byte[]? channelBinding) =>
        answer => answer.IsEmpty ? Line($"ME {user}") : null;

    public override byte[] RoundTrip(int user) => Line("HI");

    public override byte[] Message(int to, string text) => Line($"TO {to} {text}");

    public override byte[] Broadcast(string text) => Line($"ALL {text}");

    public override LineKind Sort(ReadOnlySpan<byte> line) => line.SequenceEqual("OK\n"u8) ? LineKind.Answer : LineKind.Refusal;
}

/// <summary>Speaks to chatcli-server.</summary>
internal sealed class ChatCliDialect(string server, bool isEncrypted = false) : Dialect
{
    private const string Password = "p";

    /// <summary>Everybody's, so that the load derives no keys while it measures.</summary>
    private static readonly byte[] Salt = new byte[16];

    private static readonly ScramKeys Keys = ScramKeys.Derive(Password, Salt, Limits.MinIterations);
    private static readonly ScramVerifier Verifier = ScramVerifier.Create(Password, Salt, Limits.MinIterations);

    private readonly ConcurrentDictionary<int, string> _tokens = [];

    private static ReadOnlySpan<byte> Greeting => """{"type":"greeting","id":1,"""u8;

    private static ReadOnlySpan<byte> Challenge => """{"type":"challenge","id":2,"""u8;

    public override string Name => isEncrypted ? "chatcli tls" : "chatcli";

    public override bool IsEncrypted => isEncrypted;

    public override byte[] MessageStart { get; } = """{"type":"message","from":"""u8.ToArray();

    public override byte[] BroadcastStart { get; } = """{"type":"broadcast","from":"""u8.ToArray();

    public override bool AnswersBroadcasts => true;

    public override ServerProcess StartServer(int users, Setting setting)
    {
        _tokens.Clear();
        NamesInstances = false;
        string credentials = Path.Combine(setting.Folder, "credentials.txt");
        File.WriteAllLines(credentials, Enumerable.Range(0, users).Select(user => $"u{user} {Verifier}"));
        string[] options =
            ["60", "600", "--bind", "127.0.0.1", "--credentials", credentials, "--data", ":memory:", "--message-rate", "0", "--grace", "600"];
        return ServerProcess.Start(server, port => [$"{port}", .. options], setting);
    }

    public override Func<ReadOnlySpan<byte>, byte[]?> LogIn(int user, byte[]? channelBinding)
    {
        var exchange = new ScramClient($"u{user}", channelBinding);
        return answer =>
        {
            if (answer.IsEmpty)
                return Line(NamesInstances ? $$"""{"type":"hello","id":1,"version":1,"instance":"{{user:x32}}"}""" : """{"type":"hello","id":1,"version":1}""");
            if (answer.StartsWith(Greeting) && _tokens.TryRemove(user, out string? token))
                return Line($$"""{"type":"resume","id":2,"name":"u{{user}}","token":"{{token}}"}""");
            if (answer.StartsWith(Greeting))
                return Line($$"""{"type":"login","id":2,"mechanism":"{{exchange.Mechanism}}","data":"{{exchange.FirstMessage}}"}""");
            if (!answer.StartsWith(Challenge)) return null;
            string challenge = JsonSerializer.Deserialize(answer, WireJson.Default.ChallengeReply)!.Data;
            if (exchange.ReadChallenge(challenge) is { } fault) throw new LoadFailedException($"user {user} got a wrong challenge: {fault}");
            return Line($$"""{"type":"response","id":2,"data":"{{exchange.Respond(Keys)}}"}""");
        };
    }

    public override void Remember(int user, string answer) => _tokens[user] = JsonSerializer.Deserialize(answer, WireJson.Default.WelcomeReply)!.Token;

    // Of all requests with an answer the shortest one that changes nothing. Whether it is refused does not matter.
    public override byte[] RoundTrip(int user) => Line($$"""{"type":"checkprivate","id":9,"user":"u{{user ^ 1}}"}""");

    public override int NumberOffset { get; } = """{"type":"message","id":""".Length;

    public override byte[] Message(int to, string text) => Line($$"""{"type":"message","id":1000000000,"to":"u{{to}}","text":"{{text}}"}""");

    public override byte[] Acknowledge(long messages) => Line($$"""{"type":"ack","id":6,"count":{{messages}}}""");

    public override byte[] Broadcast(string text) => Line($$"""{"type":"broadcast","id":8,"text":"{{text}}"}""");

    public override LineKind Sort(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("""{"type":"presence","""u8)) return LineKind.Presence;
        if (line.StartsWith("""{"type":"receipt","""u8)) return LineKind.Receipt;
        if (line.StartsWith("""{"type":"broadcast","id":8,"complete":true"""u8)) return LineKind.BroadcastAnswer;
        bool answer = line.StartsWith(Greeting)
            || line.StartsWith(Challenge)
            || line.StartsWith("""{"type":"welcome","id":2,"""u8)
            || line.StartsWith("""{"type":"ok","id":9"""u8)
            || line.StartsWith("""{"type":"error","id":9,"""u8);
        return answer ? LineKind.Answer : LineKind.Refusal;
    }
}
