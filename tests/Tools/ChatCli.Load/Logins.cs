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
    private const int BufferSize = 4096;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly byte[] LogOut = "{\"type\":\"logout\",\"id\":3}\n"u8.ToArray();

    /// <summary>Runs it once against a fresh server.</summary>
    public static Metric[] Run(Setting setting, int users)
    {
        using ServerProcess server = setting.Dialect.StartServer(users, setting);
        double before = server.ProcessorSeconds();
        double ownBefore = ProcessorTime.OfProcess(Environment.ProcessId);
        long began = Stopwatch.GetTimestamp();
        RunLanes(setting, server.Port, users, setting.Dialect.IsEncrypted, logOut: true);
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
    }

    /// <summary>
    /// Lets all users log in and lose their links, so that they count as online for the grace period: when they resume, nobody is told. Otherwise
    /// the server would be busy with telling each of all others, for minutes where they are ten thousand.
    /// </summary>
    public static void Introduce(Setting setting, int port, int users)
    {
        setting.Dialect.NamesInstances = true;
        RunLanes(setting, port, users, encrypt: false, logOut: false);
    }

    private static void RunLanes(Setting setting, int port, int users, bool encrypt, bool logOut)
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, port);
        int next = -1;
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync())).GetAwaiter().GetResult();

        async Task RunLaneAsync()
        {
            for (int user; (user = Interlocked.Increment(ref next)) < users;)
            {
                setting.Cancellation.ThrowIfCancellationRequested();
                using var patience = new CancellationTokenSource(AnswerLimit);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, setting.Cancellation);
                IByteConnection connection = await ConnectAsync(endPoint, encrypt, either.Token)
                    ?? throw new LoadFailedException($"user {user} cannot connect");
                await using CancellationTokenRegistration late = either.Token.Register(connection.Close);
                string welcome = await LogInAsync(connection, setting.Dialect, user);
                if (logOut)
                {
                    await AskAsync(connection, LogOut, """{"type":"ok","id":3}""");
                }
                else
                {
                    setting.Dialect.Remember(user, welcome);
                    await LoseAsync(connection);
                }
                connection.Close();
            }
        }
    }

    private static async Task<IByteConnection?> ConnectAsync(IPEndPoint endPoint, bool encrypt, CancellationToken cancellation)
    {
        SocketConnection? plain = await SocketConnection.ConnectAsync(endPoint, cancellation);
        if (plain is null || !encrypt) return plain;
        return (await TlsConnection.ConnectAsync(plain, "localhost", static _ => true, cancellation)).Connection;
    }

    private static async Task<string> LogInAsync(IByteConnection connection, Dialect dialect, int user)
    {
        Func<ReadOnlySpan<byte>, byte[]?> next = dialect.LogIn(user, connection.ChannelBinding);
        string answer = "";
        while (next(Encoding.UTF8.GetBytes(answer)) is { } line) answer = await AskAsync(connection, line, "\n");
        if (!answer.StartsWith("""{"type":"welcome""", StringComparison.Ordinal)) throw new LoadFailedException($"user {user}: no login, but {answer}");
        return answer[..answer.IndexOf('\n')];
    }

    /// <summary>Ends it from here, and waits until the server has taken note.</summary>
    private static async Task LoseAsync(IByteConnection connection)
    {
        connection.EndSend();
        byte[] buffer = new byte[BufferSize];
        while (await connection.ReceiveAsync(buffer) > 0)
        {
            // News of others.
        }
    }

    /// <summary>Sends a line and receives up to what is awaited, over news; all that was received.</summary>
    private static async Task<string> AskAsync(IByteConnection connection, byte[] line, string awaited)
    {
        byte[] buffer = new byte[BufferSize];
        string received = "";
        if (!await connection.SendAsync(line)) throw new LoadFailedException("the server closed a connection");
        while (!received.Contains(awaited, StringComparison.Ordinal))
        {
            int count = await connection.ReceiveAsync(buffer);
            if (count == 0) throw new LoadFailedException($"a connection ended without an answer after \"{received}\"");
            received += Encoding.UTF8.GetString(buffer, 0, count);
        }
        return received;
    }
}
