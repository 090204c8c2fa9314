using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Torture;

/// <summary>Registers accounts while their server is killed at random moments: no account that was confirmed may be missing then.</summary>
internal sealed class CredentialsRun(Options options, string folder, CancellationToken cancellation)
{
    private const int Clients = 4;
    private const int LoggedIn = 20;

    private readonly List<string> _confirmed = [];
    private readonly Random _random = new(options.Seed);
    private int _asked;

    /// <summary>How many were confirmed, how often the server was killed, and what is wrong.</summary>
    public async Task<(int Confirmed, int Kills, IReadOnlyList<string> Problems)> RunAsync()
    {
        using var wallClock = new WallClock(folder);
        using var server = new ServerUnderTest(options, folder, "", wallClock);
        int kills = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < options.CredentialsTime; kills++)
        {
            if (!await server.StartAsync()) break;
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RegisterManyAsync(server.Port, killed.Token)))];
            await Task.Delay(_random.Next(20, 500), cancellation);
            await server.KillAsync();
            await killed.CancelAsync();
            await Task.WhenAll(clients);
        }
        List<string> problems = [];
        if (await server.StartAsync())
        {
            await CheckAsync(server, problems);
            await server.StopAsync();
        }
        return (_confirmed.Count, kills, [.. problems, .. server.Problems]);
    }

    private async Task RegisterManyAsync(int port, CancellationToken killed)
    {
        while (!killed.IsCancellationRequested)
        {
            string name = $"new{Interlocked.Increment(ref _asked)}";
            if (await RegisterAsync(port, name, killed) != "welcome") continue;
            lock (_confirmed) _confirmed.Add(name);
        }
    }

    private async Task CheckAsync(ServerUnderTest server, List<string> problems)
    {
        var lines = File.ReadAllLines(server.CredentialsPath).Select(line => line.Split(' ')).ToArray();
        if (lines.Any(words => words.Length != 2)) problems.Add("credentials.txt has a line that is not a name and a password");
        var names = lines.Select(words => words[0]).ToHashSet();
        string[] missing = [.. _confirmed.Where(name => !names.Contains(name))];
        if (missing.Length > 0) problems.Add($"confirmed, but not in credentials.txt: {string.Join(' ', missing.Take(10))} and others, {missing.Length} in all");
        foreach (string name in _confirmed.OrderBy(_ => _random.Next()).Take(LoggedIn))
        {
            string answer = await LogInAsync(server.Port, name, cancellation);
            if (answer != "welcome") problems.Add($"{name}, which was confirmed, cannot log in: {answer}");
        }
    }

    private static Task<string> RegisterAsync(int port, string name, CancellationToken cancellation)
    {
        // {"type":"register","id":2,"name":"new1","verifier":"SCRAM-SHA-256$..."}
        var verifier = ScramVerifier.Create(PasswordOf(name), Limits.MinIterations);
        return AskAsync(port, _ => $$"""{"type":"register","id":2,"name":"{{name}}","verifier":"{{verifier}}"}""", cancellation);
    }

    private static Task<string> LogInAsync(int port, string name, CancellationToken cancellation)
    {
        var exchange = new ScramClient(name, null);
        return AskAsync(port, challenge => challenge is null ? Begin() : Respond(JsonLine.Read(Encoding.UTF8.GetBytes(challenge))), cancellation);

        // {"type":"login","id":2,"mechanism":"SCRAM-SHA-256","data":"n,,n=new1,r=..."}
        string Begin() => $$"""{"type":"login","id":2,"mechanism":"{{exchange.Mechanism}}","data":"{{exchange.FirstMessage}}"}""";

        // {"type":"response","id":2,"data":"c=...,r=...,p=..."}
        string Respond(JsonObject challenge) => exchange.ReadChallenge((string)challenge["data"]!) is null
            ? $$"""{"type":"response","id":2,"data":"{{exchange.Respond(ScramKeys.Derive(PasswordOf(name), exchange.Salt, exchange.Iterations))}}"}"""
            : throw new FormatException($"not a challenge: {challenge}");
    }

    private static string PasswordOf(string name) => $"word-{name}";

    /// <summary>The type of the server's last answer; nothing when none came.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="next">The next line to send, first after nothing, then after a challenge.</param>
    /// <param name="cancellation">The server is killed.</param>
    private static async Task<string> AskAsync(int port, Func<string?, string> next, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            using var reader = new StreamReader(client.GetStream());
            using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
            await writer.WriteAsync($$"""
                {"type":"hello","id":1,"version":1}
                {{next(null)}}

                """.AsMemory(), cancellation);
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                if (!line.Contains("\"id\":2", StringComparison.Ordinal)) continue;
                string type = JsonLine.Type(Encoding.UTF8.GetBytes(line));
                if (type != "challenge") return type;
                await writer.WriteAsync((next(line) + "\n").AsMemory(), cancellation);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The server is gone, or not there yet.
        }
        return "";
    }
}
