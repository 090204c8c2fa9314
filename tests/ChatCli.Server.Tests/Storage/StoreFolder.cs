using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Server.Tests;

/// <summary>A data folder of one test, which is gone with it, and the stores that are opened in it one after the other.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("chatcli-store-");
    private DataFolder? _folder;

    /// <summary>The folder; missing until a store was opened.</summary>
    public string Path => System.IO.Path.Combine(_parent.FullName, "data");

    public string DatabasePath => DataFolder.DatabaseIn(Path);

    public FakeTimeProvider Time { get; } = new();

    public RecordingLog Log { get; } = new();

    /// <summary>The database of the store that was opened last. Only while nothing is on its way may a test use it.</summary>
    public SqliteDatabase Database { get; private set; } = null!;

    public string File(string name) => System.IO.Path.Combine(_parent.FullName, name);

    /// <summary>Opens the store; the one before it MUST have ended.</summary>
    public QueuedStore Open(IReadOnlyList<string>? steps = null, long queueLimit = QueuedStore.DefaultQueueLimit)
    {
        _folder?.Dispose();
        _folder = DataFolder.Open(Path);
        Database = SqliteDatabase.Open(DatabasePath, steps ?? SqliteSchema.Steps);
        return new QueuedStore(Database, Log, Time, queueLimit);
    }

    /// <summary>Opens the same store as another server does that shares it.</summary>
    public QueuedStore OpenOther() => new(SqliteDatabase.Open(DatabasePath, SqliteSchema.Steps), Log, Time);

    /// <summary>Lets go of the folder, as the end of the program does.</summary>
    public void Release() => _folder?.Dispose();

    /// <summary>Another program's connection to the database.</summary>
    public SqliteConnection Connect()
    {
        SqliteLibrary.Load();
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        _folder?.Dispose();
        _parent.Delete(recursive: true);
    }
}
