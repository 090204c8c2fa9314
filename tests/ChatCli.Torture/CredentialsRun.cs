using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

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
            if (await AskAsync(port, "register", name, killed) != "welcome") continue;
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
            string answer = await AskAsync(server.Port, "login", name, cancellation);
            if (answer != "welcome") problems.Add($"{name}, which was confirmed, cannot log in: {answer}");
        }
    }

    /// <summary>The type of the server's answer; nothing when none came.</summary>
    private static async Task<string> AskAsync(int port, string request, string name, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            using var reader = new StreamReader(client.GetStream());
            using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                {"type":"hello","id":1,"version":1}
                {"type":"{{request}}","id":2,"name":"{{name}}","password":"word-{{name}}"}

                """).AsMemory(), cancellation);
            while (await reader.ReadLineAsync(cancellation) is { } line)
                if (line.Contains("\"id\":2", StringComparison.Ordinal)) return JsonLine.Type(System.Text.Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The server is gone, or not there yet.
        }
        return "";
    }
}
