using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatCli.Load;

/// <summary>What thousands of connections that only want to harm cost those who chat: their latency, the time of a login, the server's memory.</summary>
internal static class Attack
{
    public const int DefaultConnections = 5000;

    private const int Logins = 50;
    private static readonly TimeSpan CompleteLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Measures before, during and after; an attack takes about ten seconds.</summary>
    public static void Run(Options options, string folder, TextWriter output, CancellationToken cancellation)
    {
        var dialect = new ChatCliDialect(options.Server);
        using ServerProcess server = dialect.StartServer(users: 3, new Setting(dialect, folder, cancellation));
        using User sender = LogIn(server, dialect, 0), recipient = LogIn(server, dialect, 1);
        output.WriteLine($"{options.AttackConnections} connections: a quarter each silent, a byte a second, garbage, and a TLS handshake without an end; one pair chats, one message in flight");
        output.WriteLine("          messages   p50 us   p99 us   max us   login p50 ms   login max ms    RSS MiB   server busy %");
        Phase before = Measure(server, dialect, sender, recipient, options.Time, cancellation);
        Print("before", before);
        Phase during;
        using (var attackers = new Attackers(server.Port, options.AttackConnections))
        {
            Stopwatch waited = Stopwatch.StartNew();
            while (!attackers.IsComplete && waited.Elapsed < CompleteLimit) cancellation.WaitHandle.WaitOne(50);
            cancellation.ThrowIfCancellationRequested();
            if (!attackers.IsComplete) throw new LoadFailedException("attack: the attackers cannot connect");
            long connects = attackers.Connects;
            Stopwatch measured = Stopwatch.StartNew();
            during = Measure(server, dialect, sender, recipient, options.Time, cancellation);
            Print("during", during);
            output.WriteLine($"          meanwhile {(attackers.Connects - connects) / measured.Elapsed.TotalSeconds:0} new connections a second");
        }
        cancellation.WaitHandle.WaitOne(Pause);
        Phase after = Measure(server, dialect, sender, recipient, options.Time, cancellation);
        Print("after", after);
        output.WriteLine($"during / before: p50 {during.Median / before.Median:0.0}, p99 {during.Worst / before.Worst:0.0}, RSS {during.Memory / before.Memory:0.00}");

        void Print(string name, Phase phase) => output.WriteLine(
            $"{name,-8} {phase.Messages,9:0} {phase.Median,8:0} {phase.Worst,8:0} {phase.Longest,8:0} {phase.Login,14:0.0} {phase.LongestLogin,14:0.0} {phase.Memory,10:0.0} {phase.Busy,15:0}");
    }

    private static Phase Measure(
        ServerProcess server, ChatCliDialect dialect, User sender, User recipient, TimeSpan time, CancellationToken cancellation)
    {
        double processor = server.ProcessorSeconds();
        Stopwatch whole = Stopwatch.StartNew();
        var logins = new List<double>();
        for (int i = 0; i < Logins; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            using User user = LogIn(server, dialect, 2);
            logins.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            user.Ask("""{"type":"logout","id":3}""", """{"type":"ok","id":3}""");
        }
        var latencies = new List<double>();
        long memory = 0;
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            cancellation.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            string text = sender.Send(to: 1);
            recipient.Receive(text);
            latencies.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            if (latencies.Count % 1000 == 1) memory = Math.Max(memory, server.ResidentKiB());
        }
        if (server.Ended() is { } reason) throw new LoadFailedException($"attack: {reason}");
        double busy = (server.ProcessorSeconds() - processor) * 100 / whole.Elapsed.TotalSeconds;
        latencies.Sort();
        logins.Sort();
        return new Phase(
            latencies.Count, latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100], latencies[^1],
            logins[logins.Count / 2], logins[^1], memory / 1024.0, busy);
    }

    /// <summary>Connects and logs in, again where the server has given the place to another one, as a client does.</summary>
    private static User LogIn(ServerProcess server, ChatCliDialect dialect, int number)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            var user = new User(server.Port);
            try
            {
                Func<ReadOnlySpan<byte>, byte[]?> next = dialect.LogIn(number, channelBinding: null);
                string answer = "";
                while (next(Encoding.UTF8.GetBytes(answer)) is { } line) answer = user.Ask(Encoding.UTF8.GetString(line).TrimEnd(), "");
                if (answer.StartsWith("""{"type":"welcome""", StringComparison.Ordinal)) return user;
                throw new LoadFailedException($"attack: no login, but {answer}");
            }
            catch (IOException) when (waited.Elapsed < CompleteLimit)
            {
                user.Dispose();
            }
        }
    }

    private sealed record Phase(
        double Messages, double Median, double Worst, double Longest, double Login, double LongestLogin, double Memory, double Busy);

    /// <summary>One who chats, on a connection that this thread waits for.</summary>
    private sealed class User : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        private readonly StreamReader _reader;
        private long _number = 1_000_000_000;
        private long _received;

        public User(int port)
        {
            _socket.Connect(IPAddress.Loopback, port);
            _reader = new StreamReader(new NetworkStream(_socket));
        }

        /// <summary>Sends a line and reads up to its answer, over news; the answer.</summary>
        public string Ask(string line, string answerStart)
        {
            Write(line);
            string answer;
            do answer = ReadLine();
            while (!answer.StartsWith(answerStart, StringComparison.Ordinal));
            return answer;
        }

        /// <summary>Sends a message; its text.</summary>
        public string Send(int to)
        {
            string text = $"text {++_number}";
            Write($$"""{"type":"message","id":{{_number}},"to":"u{{to}}","text":"{{text}}"}""");
            return text;
        }

        /// <summary>Waits for a message and acknowledges it now and then.</summary>
        public void Receive(string text)
        {
            while (true)
            {
                string line = ReadLine();
                if (!line.StartsWith("""{"type":"message",""", StringComparison.Ordinal)) continue;
                if (!line.Contains(text, StringComparison.Ordinal)) throw new LoadFailedException($"attack: {line} instead of {text}");
                if (++_received % 32 == 0) Write($$"""{"type":"ack","id":6,"count":{{_received}}}""");
                return;
            }
        }

        public void Dispose() => _socket.Dispose();

        private void Write(string line)
        {
            _socket.Send(Encoding.UTF8.GetBytes(line + "\n"), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success) throw new IOException($"{error}");
        }

        private string ReadLine() => _reader.ReadLine() ?? throw new IOException("closed");
    }
}
