using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Tests;

/// <summary>
/// A server that is killed while it brings a store up to date. What it has written by then is a beginning of what it would have written: of
/// the write-ahead log, which is cut here at every place that differs, and then of the database itself, page by page.
/// </summary>
public class KilledMigrationTests
{
    private const int LogHeader = 32;
    private const int FrameHeader = 24;
    private const int Page = 4096;

    private static int Newest => SqliteSchema.Steps.Count;

    public static IEnumerable<string> Names() => OldStore.All.Where(store => store.Version < Newest).Select(store => store.Name);

    [Test]
    [MethodDataSource(nameof(Names))]
    public async Task Cut_anywhere_the_next_start_has_every_row_and_the_newest_version(string name)
    {
        var old = new OldStore(name);
        using StoreFolder folder = old.Copy();
        int before = Read(LogOf(folder)).Length;
        (byte[] database, byte[] log) = await MigratedAsync(folder);
        var versions = new SortedSet<long>();
        foreach (int length in Cuts(before, log.Length))
        {
            using (StoreFolder same = With(database, log[..length])) versions.Add(Version(same));
            using StoreFolder killed = With(database, log[..length]);
            await using QueuedStore store = killed.Open();
            if (!await old.IsWholeAsync(store)) throw new InvalidOperationException($"Rows are missing after {length} bytes of {log.Length}.");
            await Assert.That(Version(killed)).IsEqualTo(Newest);
        }
        // The old version whole, and then each newer one.
        await Assert.That(versions.Min).IsEqualTo(old.Version);
        await Assert.That(versions.Count).IsEqualTo(Newest - old.Version + 1);
    }

    [Test]
    [MethodDataSource(nameof(Names))]
    public async Task Cut_while_the_log_goes_to_the_database_the_next_start_has_every_row(string name)
    {
        var old = new OldStore(name);
        using StoreFolder folder = old.Copy();
        (byte[] database, byte[] log) = await MigratedAsync(folder);
        byte[] closed = Read(folder.DatabasePath);
        await Assert.That(closed.SequenceEqual(database)).IsFalse();
        for (int length = 0; length <= closed.Length; length += Page / 2)
        {
            byte[] mixed = [.. closed[..length], .. database.Skip(length)];
            using StoreFolder killed = With(mixed, log);
            await using QueuedStore store = killed.Open();
            if (!await old.IsWholeAsync(store)) throw new InvalidOperationException($"Rows are missing after {length} bytes of {closed.Length}.");
        }
    }

    [Test]
    public async Task Cut_while_a_store_is_made_the_next_start_makes_it()
    {
        using var folder = new StoreFolder();
        (byte[] database, byte[] log) = await MigratedAsync(folder);
        var versions = new SortedSet<long>();
        foreach (int length in Cuts(0, log.Length))
        {
            using (StoreFolder same = With(database, log[..length])) versions.Add(Version(same));
            using StoreFolder killed = With(database, log[..length]);
            await using QueuedStore store = killed.Open();
            await Assert.That(await store.AddAsync("bob", StoreMessages.Message("hi"))).IsTrue();
            await Assert.That(Version(killed)).IsEqualTo(Newest);
        }
        await Assert.That(versions.Count).IsEqualTo(Newest + 1);
    }

    /// <summary>The files as they are when all steps are done and nothing of the log has gone to the database yet.</summary>
    private static async Task<(byte[] Database, byte[] Log)> MigratedAsync(StoreFolder folder)
    {
        await using QueuedStore store = folder.Open();
        return (Read(folder.DatabasePath), Read(LogOf(folder)));
    }

    /// <summary>Before and after each frame of the log, and in the middle of its header and of its page.</summary>
    private static IEnumerable<int> Cuts(int from, int to)
    {
        if (from == 0) yield return 0;
        for (int frame = LogHeader; frame < to; frame += FrameHeader + Page)
        {
            if (frame < from) continue;
            yield return frame;
            yield return frame + FrameHeader / 2;
            yield return frame + FrameHeader + Page / 2;
        }
        yield return to;
    }

    private static StoreFolder With(byte[] database, byte[] log)
    {
        var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        File.WriteAllBytes(folder.DatabasePath, database);
        File.WriteAllBytes(LogOf(folder), log);
        return folder;
    }

    private static long Version(StoreFolder folder)
    {
        using SqliteConnection connection = folder.Connect();
        return SqliteSchema.Number(connection, "pragma user_version");
    }

    private static string LogOf(StoreFolder folder) => folder.DatabasePath + "-wal";

    /// <summary>What a file holds, also while it is open; nothing where it is missing.</summary>
    private static byte[] Read(string path)
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
