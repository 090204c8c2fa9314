using System.Diagnostics;
using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>
/// What a blocked user gets from the server, and how long it takes, must not tell whether the blocker is online. Both are asked in turns, so
/// that whatever else the machine does falls on both alike, and compared by ranks (Mann-Whitney), to which single long times mean nothing.
/// </summary>
[NotInParallel]
public class BlockTimingTests
{
    private const int Samples = 2000;

    /// <summary>
    /// How much more often than not one of the two takes longer, -1 to 1. A walk past one user more, tens of nanoseconds, has reached 0.25
    /// here; 5 microseconds reach 0.6 and more on a busy machine.
    /// </summary>
    private const double MostDifference = 0.35;

    private const int Attempts = 3;

    public static IEnumerable<Func<(string Type, (string, object?)[] Fields)>> Requests()
    {
        yield return () => ("message", [("to", "*"), ("text", "hi")]);
        yield return () => ("startprivate", [("user", "*"), ("port", 6001)]);
        yield return () => ("checkprivate", [("user", "*")]);
        yield return () => ("broadcast", [("text", "hi")]);
        yield return () => ("whoelse", []);
        yield return () => ("whoelsesince", [("seconds", 1000)]);
    }

    [Test]
    [MethodDataSource(nameof(Requests))]
    public async Task The_time_of_an_answer_does_not_tell_whether_a_blocker_is_online(string type, (string Name, object? Value)[] fields)
    {
        await using var pair = await BlockedPair.StartAsync();
        await Assert.That(await DiffersAsync(pair, type, fields)).IsFalse();
    }

    /// <summary>Over real sockets, for the one request whose way depends most on the target.</summary>
    [Test]
    public async Task Nor_does_it_over_a_socket()
    {
        await using var pair = await BlockedPair.StartAsync(overSocket: true);
        await Assert.That(await DiffersAsync(pair, "message", [("to", "*"), ("text", "hi")])).IsFalse();
    }

    /// <summary>The comparison sees a leak of a few microseconds.</summary>
    [Test]
    public async Task A_few_microseconds_would_be_seen()
    {
        await using var pair = await BlockedPair.StartAsync();
        pair.Online.Delay = TimeSpan.FromMicroseconds(5);
        await Assert.That(await DiffersAsync(pair, "checkprivate", [("user", "*")])).IsTrue();
    }

    /// <summary>Whether every attempt finds a difference; the answers are always the same.</summary>
    private static async Task<bool> DiffersAsync(BlockedPair pair, string type, (string Name, object? Value)[] fields)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double[] online = new double[Samples], offline = new double[Samples];
            // The first ones are compiled meanwhile.
            for (int i = -500; i < Samples; i++)
            {
                // Who comes first changes too.
                bool onlineFirst = i % 2 == 0;
                (double first, string firstAnswer) = await (onlineFirst ? pair.Online : pair.Offline).TimeAsync(type, fields);
                (double second, string secondAnswer) = await (onlineFirst ? pair.Offline : pair.Online).TimeAsync(type, fields);
                await Assert.That(secondAnswer).IsEqualTo(firstAnswer);
                if (i < 0) continue;
                (online[i], offline[i]) = onlineFirst ? (first, second) : (second, first);
            }
            if (Math.Abs(Compare(online, offline)) < MostDifference) return false;
        }
        return true;
    }

    /// <summary>The Mann-Whitney statistic, as how much more often than not a time of the first is the longer one, -1 to 1.</summary>
    private static double Compare(double[] one, double[] other)
    {
        (double Time, bool IsOne)[] all = [.. one.Select(time => (time, true)), .. other.Select(time => (time, false))];
        Array.Sort(all, static (a, b) => a.Time.CompareTo(b.Time));
        double ranks = 0;
        for (int i = 0; i < all.Length;)
        {
            int end = i;
            while (end < all.Length && all[end].Time == all[i].Time) end++;
            // Equal times share their ranks.
            for (int k = i; k < end; k++) ranks += all[k].IsOne ? (i + 1 + end) / 2.0 : 0;
            i = end;
        }
        double n = one.Length, m = other.Length;
        double u = ranks - (n * (n + 1) / 2);
        return (2 * u / (n * m)) - 1;
    }

    /// <summary>ann, whom an online and an offline user have blocked, each on a server of its own that is else the same.</summary>
    private sealed class BlockedPair(Blocked online, Blocked offline) : IAsyncDisposable
    {
        public Blocked Online => online;

        public Blocked Offline => offline;

        public static async Task<BlockedPair> StartAsync(bool overSocket = false) =>
            new(await Blocked.StartAsync(isOnline: true, overSocket), await Blocked.StartAsync(isOnline: false, overSocket));

        public async ValueTask DisposeAsync()
        {
            await online.DisposeAsync();
            await offline.DisposeAsync();
        }
    }

    /// <summary>ann on a server on which bob has blocked her.</summary>
    private sealed class Blocked(TestServer server, ScriptedClient ann) : IAsyncDisposable
    {
        private readonly FrameReader _reader = new(ann.Connection, Limits.MaxLine);
        private long _lastId = 1_000_000;

        /// <summary>A made-up leak.</summary>
        public TimeSpan Delay { get; set; }

        public static async Task<Blocked> StartAsync(bool isOnline, bool overSocket)
        {
            TestServer server = await TestServer.StartAsync();
            if (overSocket) server.Listen();
            ScriptedClient bob = await server.LoginAsync("bob");
            await bob.BlockAsync("ann");
            if (!isOnline) await bob.LogoutAsync();
            await server.LoginAsync("carol");
            ScriptedClient ann = await server.LoginAsync("ann", overSocket ? await server.ConnectSocketAsync() : null);
            await ann.EventsAsync();
            return new Blocked(server, ann);
        }

        /// <summary>Asks, and waits for the answer: how many ticks it took, and the bytes but for the id.</summary>
        public async Task<(double Ticks, string Answer)> TimeAsync(string type, (string Name, object? Value)[] fields)
        {
            long id = ++_lastId;
            byte[] request = ScriptedClient.Request(id, type, [.. fields.Select(field => (field.Name, field.Value is "*" ? "bob" : field.Value))]);
            long begun = Stopwatch.GetTimestamp();
            await ann.Connection.SendAsync(request);
            string answer;
            while ((answer = Take()).Length == 0) await _reader.ReceiveAsync();
            long end = Stopwatch.GetTimestamp();
            if (Delay > TimeSpan.Zero) end += (long)(Delay.TotalSeconds * Stopwatch.Frequency);
            return (end - begun, answer.Replace($"\"id\":{id},", "", StringComparison.Ordinal));
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private string Take() => _reader.TryRead(out ReadOnlySpan<byte> frame) == FrameStatus.Frame ? Encoding.UTF8.GetString(frame) : "";
    }
}
