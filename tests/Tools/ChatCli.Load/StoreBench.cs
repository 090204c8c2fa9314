using System.Diagnostics;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatCli.Load;

/// <summary>Measures the server's store against a bare loop that does the same work: both in this process, in turns.</summary>
internal static class StoreBench
{
    private const int InFlight = 1000;
    private const int Rounds = 3;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);
    private static readonly string Text = new('x', 120);
    private static readonly string Instance = new('0', 32);

    /// <summary>Runs all rounds in a folder and prints the durable adds a second of both and their ratio.</summary>
    public static async Task RunAsync(string folder, TextWriter output)
    {
        SqliteLibrary.Load();
        output.WriteLine($"{InFlight} adds in flight, {Text.Length} bytes each; adds/s that are on the disk");
        var ratios = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            double bare = await MeasureBareAsync(Path.Combine(folder, $"bare{round}.db"));
            double store = await MeasureStoreAsync(Path.Combine(folder, $"store{round}"));
            ratios.Add(store / bare);
            output.WriteLine($"bare loop {bare,11:#,0}   store {store,11:#,0}   ratio {store / bare:0.00}");
        }
        ratios.Sort();
        output.WriteLine($"median ratio {ratios[ratios.Count / 2]:0.00}");
    }

    /// <summary>
    /// Fills a data folder: for each of the users the same number of messages. For measuring how a server starts on it.
    /// </summary>
    public static async Task FillAsync(string folder, int users, int messages)
    {
        using DataFolder data = DataFolder.Open(folder);
        await using var store = new QueuedStore(SqliteDatabase.Open(data.DatabasePath, SqliteSchema.Steps), NullLogger.Instance, TimeProvider.System);
        for (int begin = 0; begin < messages; begin += 10_000)
        {
            bool[] kept = await Task.WhenAll(Enumerable.Range(begin, Math.Min(10_000, messages - begin))
                .Select(i => Add.RunAsync(store, $"u{i % users}", new StoredMessage(0, $"u{(i + 1) % users}", Instance, i + 1, Text, i))));
            if (kept.Contains(false)) throw new LoadFailedException("the store does not keep the messages");
        }
    }

    private static async Task<double> MeasureStoreAsync(string folder)
    {
        using DataFolder data = DataFolder.Open(folder);
        await using var store = new QueuedStore(SqliteDatabase.Open(data.DatabasePath, SqliteSchema.Steps), NullLogger.Instance, TimeProvider.System);
        long n = 0;
        return await MeasureAsync(i => new(Add.RunAsync(store, "luke", new StoredMessage(0, "hans", Instance, Interlocked.Increment(ref n), Text, i))));
    }

    private static async Task<double> MeasureBareAsync(string path)
    {
        using var loop = new BareLoop(path);
        return await MeasureAsync(loop.AddAsync);
    }

    private static async Task<double> MeasureAsync(Func<int, ValueTask<bool>> addAsync)
    {
        long began = Stopwatch.GetTimestamp();
        int added = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < Time)
            {
                if (!await addAsync(0)) throw new LoadFailedException("an add was refused");
                Interlocked.Increment(ref added);
            }
        })));
        return added / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>One add whose outcome is awaited.</summary>
    private sealed class Add() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), IAddObserver
    {
        public static Task<bool> RunAsync(QueuedStore store, string recipient, StoredMessage message)
        {
            var add = new Add();
            store.AddMessage(recipient, message, add);
            return add.Task;
        }

        public void Stored(long position) => SetResult(true);

        public void Refused() => SetResult(false);
    }

    /// <summary>The least that a durable add needs: a queue, one thread, one prepared insert, one commit for all that wait.</summary>
    private sealed class BareLoop : IDisposable
    {
        private readonly object _gate = new();
        private readonly SqliteConnection _connection;
        private readonly Thread _thread;
        private List<TaskCompletionSource<bool>> _waiting = [];
        private bool _isEnding;

        public BareLoop(string path)
        {
            _connection = new SqliteConnection($"Data Source={path};Pooling=False");
            _connection.Open();
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = """
                pragma journal_mode = wal;
                pragma synchronous = full;
                create table messages (sequence integer primary key, recipient text not null, sender text not null, text text not null, time integer not null);
                create index messages_of_recipient on messages (recipient, sequence);
                """;
            command.ExecuteNonQuery();
            _thread = new Thread(Run);
            _thread.Start();
        }

        public ValueTask<bool> AddAsync(int time)
        {
            var add = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _waiting.Add(add);
                Monitor.Pulse(_gate);
            }
            return new(add.Task);
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isEnding = true;
                Monitor.Pulse(_gate);
            }
            _thread.Join();
            _connection.Dispose();
        }

        private void Run()
        {
            using SqliteCommand insert = _connection.CreateCommand();
            insert.CommandText = "insert into messages (recipient, sender, text, time) values ('luke', 'hans', $1, $2)";
            SqliteParameter text = insert.Parameters.Add("$1", SqliteType.Text), time = insert.Parameters.Add("$2", SqliteType.Integer);
            insert.Prepare();
            List<TaskCompletionSource<bool>> taken = [];
            while (true)
            {
                lock (_gate)
                {
                    while (_waiting.Count == 0 && !_isEnding) Monitor.Wait(_gate);
                    if (_waiting.Count == 0) return;
                    (taken, _waiting) = (_waiting, taken);
                }
                using (SqliteTransaction transaction = _connection.BeginTransaction())
                {
                    insert.Transaction = transaction;
                    foreach (TaskCompletionSource<bool> _ in taken)
                    {
                        text.Value = Text;
                        time.Value = 17L;
                        insert.ExecuteNonQuery();
                    }
                    transaction.Commit();
                }
                foreach (TaskCompletionSource<bool> add in taken) add.SetResult(true);
                taken.Clear();
            }
        }
    }
}
