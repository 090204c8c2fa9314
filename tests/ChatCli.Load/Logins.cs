using System.Diagnostics;
using System.Net;
using System.Text;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Load;

/// <summary>Users who connect, log in and log out again, each another one, a few at a time: what handshakes and logins cost.</summary>
internal static class Logins
{
    public const int DefaultUsers = 2000;

    private const int Lanes = 8;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs it once against a fresh server.</summary>
    public static Metric[] Run(Setting setting, int users)
    {
        using ServerProcess server = setting.Dialect.StartServer(users, setting);
        var endPoint = new IPEndPoint(IPAddress.Loopback, server.Port);
        int next = -1;
        double before = server.ProcessorSeconds();
        double ownBefore = ProcessorTime.OfProcess(Environment.ProcessId);
        long began = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync())).GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double processor = server.ProcessorSeconds() - before;
        double own = ProcessorTime.OfProcess(Environment.ProcessId) - ownBefore;
        return
        [
            new Metric("logins/s", users / seconds),
            new Metric("server us/login", processor * 1e6 / users),
            new Metric("gen. us/login", own * 1e6 / users),
            new Metric("server busy %", processor * 100 / seconds),
            new Metric("generator busy %", own * 100 / seconds),
        ];

        async Task RunLaneAsync()
        {
            for (int user; (user = Interlocked.Increment(ref next)) < users;)
            {
                setting.Cancellation.ThrowIfCancellationRequested();
                using var patience = new CancellationTokenSource(AnswerLimit);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, setting.Cancellation);
                await LogInAndOutAsync(setting.Dialect, endPoint, user, either.Token);
            }
        }
    }

    private static async Task LogInAndOutAsync(Dialect dialect, IPEndPoint endPoint, int user, CancellationToken cancellation)
    {
        IByteConnection? connection = await SocketConnection.ConnectAsync(endPoint, cancellation);
        if (connection is not null && dialect.IsEncrypted)
            connection = (await TlsConnection.ConnectAsync(connection, "localhost", static _ => true, cancellation)).Connection;
        if (connection is null) throw new LoadFailedException($"user {user} cannot connect");

        await using CancellationTokenRegistration late = cancellation.Register(connection.Close);
        Func<ReadOnlySpan<byte>, byte[]?> next = dialect.LogIn(user, connection.ChannelBinding);
        string answer = "";
        while (next(Encoding.UTF8.GetBytes(answer)) is { } line) answer = await AskAsync(line, "\n");
        if (!answer.StartsWith("""{"type":"welcome""", StringComparison.Ordinal)) throw new LoadFailedException($"user {user}: no login, but {answer}");
        // Over what is told of others who come and go.
        await AskAsync("{\"type\":\"logout\",\"id\":3}\n"u8.ToArray(), """{"type":"ok","id":3}""");
        connection.Close();

        async Task<string> AskAsync(byte[] line, string awaited)
        {
            byte[] buffer = new byte[4096];
            string received = "";
            if (!await connection.SendAsync(line)) throw new LoadFailedException($"user {user} cannot send");
            while (!received.Contains(awaited, StringComparison.Ordinal))
            {
                int count = await connection.ReceiveAsync(buffer);
                if (count == 0) throw new LoadFailedException($"user {user} was left without an answer after: {received}");
                received += Encoding.UTF8.GetString(buffer, 0, count);
            }
            return received;
        }
    }
}
