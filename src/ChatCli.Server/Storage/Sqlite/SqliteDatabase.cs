using System.Runtime.InteropServices;
using ChatCli.Protocol.Files;
using ChatCli.Server.Storage.Queued;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>The open database and what is done in it. For one thread at a time; throws <see cref="SqliteException"/>.</summary>
internal sealed class SqliteDatabase : IStoreDatabase
{
    /// <summary>How long it waits for another program that holds the database, in seconds.</summary>
    private const int LockPatience = 2;

    private static readonly (string Table, string Column)[] NameColumns =
        [("messages", "recipient"), ("blocks", "blocker"), ("blocks", "blocked"), ("taken", "sender"), ("taken", "recipient"), ("tokens", "user")];

    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];
    private readonly Dictionary<(string Sender, string Instance, string Recipient), (long N, long Now)> _taken = [];
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly MessageInsert _insert;
    private readonly SqliteCommand _listMessages;
    private readonly SqliteCommand _removeMessage;
    private readonly DamagedMailbox _damaged;
    private readonly SqliteCommand _addBlock;
    private readonly SqliteCommand _listBlocks;
    private readonly SqliteCommand _removeBlock;
    private readonly SqliteCommand _noteTaken;
    private readonly SqliteCommand _listTaken;
    private readonly SqliteCommand _setToken;
    private readonly SqliteCommand _listTokens;
    private readonly SqliteCommand _removeToken;
    private readonly SqliteCommand[] _removeUser;

    private SqliteDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("begin");
        _commit = Prepare("commit");
        _insert = new MessageInsert(connection.Handle!);
        _listMessages = Prepare(
            "select sequence, sender, instance, n, text, time from messages where recipient = $1 and sequence > $2 order by sequence limit $3");
        _removeMessage = Prepare("delete from messages where sequence = $1 and recipient = $2");
        _damaged = new DamagedMailbox(Prepare);
        _addBlock = Prepare("insert or ignore into blocks (blocker, blocked) values ($1, $2)");
        _listBlocks = Prepare("select blocker, blocked from blocks");
        _removeBlock = Prepare("delete from blocks where blocker = $1 and blocked = $2");
        _noteTaken = Prepare("""
            insert into taken (sender, instance, recipient, n, touched) values ($1, $2, $3, $4, $5)
            on conflict (sender, instance, recipient) do update set n = max(n, excluded.n), touched = excluded.touched
            """);
        _listTaken = Prepare("select recipient, n from taken where sender = $1 and instance = $2");
        _setToken = Prepare("insert or replace into tokens (user, instance, hash, previous, online) values ($1, $2, $3, $4, $5)");
        _listTokens = Prepare("select user, instance, hash, previous, online from tokens");
        _removeToken = Prepare("delete from tokens where user = $1");
        _removeUser =
        [
            Prepare("delete from messages where recipient = $1"),
            Prepare("delete from blocks where blocker = $1 or blocked = $1"),
            Prepare("delete from taken where sender = $1"),
            Prepare("delete from taken where recipient = $1"),
            _removeToken,
        ];
    }

    public string Name => _connection.DataSource;

    /// <summary>
    /// Opens or makes the database, brought to the newest version; a <see cref="StoreException"/> says why not. It takes as
    /// long for a million messages as for none.
    /// </summary>
    public static SqliteDatabase Open(string path, IReadOnlyList<string> steps)
    {
        SqliteLibrary.Load();
        SqliteConnection? connection = null;
        try
        {
            // Made here, because SQLite's own would be readable by others; what SQLite makes beside it has the mode of this one.
            if (!File.Exists(path)) PrivateFile.Open(path, FileMode.CreateNew).Dispose();
            connection = Connect(path, steps.Count, out _);
            if (SqliteSchema.Value(connection, "pragma journal_mode = wal") is not "wal")
                throw new StoreException($"{path} cannot be used: there is no write-ahead log on this file system");
            // A commit is on the disk before anybody is told; macOS needs to be asked twice. Removed texts are overwritten.
            SqliteSchema.Run(connection,
                "pragma synchronous = full; pragma fullfsync = on; pragma secure_delete = on; pragma journal_size_limit = 16777216");
            SqliteSchema.Migrate(connection, steps);
            var database = new SqliteDatabase(connection);
            database.ListMessages("", 0, 1);
            // A position that is no number would be taken for none, and positions be used twice.
            SqliteSchema.Number(connection, "select coalesce(max(seq), 0) from sqlite_sequence where name = 'messages'");
            return database;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (e is SqliteException error) throw new StoreException($"{path} {error.Explain()}");
            if (e is IOException or UnauthorizedAccessException) throw new StoreException($"cannot use {path}: {e.Message}");
            throw;
        }
    }

    /// <summary>
    /// A connection to an existing database of ours of a version up to <paramref name="known"/>, or to an empty file; a <see cref="StoreException"/>
    /// where it is another one, and then no byte of it was changed.
    /// </summary>
    public static SqliteConnection Connect(string path, int known, out int version)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = LockPatience,
        }.ToString());
        try
        {
            connection.Open();
            // The library's own waiting is coarse, and only for its own commands.
            raw.sqlite3_busy_timeout(connection.Handle!, LockPatience * 1000);
            // Whose log it is must be known before the end of the connection writes it to the database.
            KeepLog(connection, isKept: true);
            version = SqliteSchema.Version(connection, known);
            KeepLog(connection, isKept: false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Begin() => _begin.ExecuteNonQuery();

    /// <summary>What was noted as taken is written here, once for each counter.</summary>
    public void Commit()
    {
        WriteTaken();
        _commit.ExecuteNonQuery();
    }

    public void Rollback()
    {
        _taken.Clear();
        // Some failures have ended the transaction already.
        if (raw.sqlite3_get_autocommit(_connection.Handle!) != 0) return;
        try
        {
            Run("rollback");
        }
        catch (SqliteException)
        {
            // It fails only when there is nothing left to undo.
        }
    }

    public void Run(string sql) => SqliteSchema.Run(_connection, sql);

    public DatabaseFailure? Classify(Exception error) =>
        error is not SqliteException e ? null
        : new DatabaseFailure(e.IsDamage() ? FailureKind.Damage : e.IsLocked() ? FailureKind.AllChanges : FailureKind.Operation, e.Explain());

    public void AddMessage(MessageAdd add)
    {
        StoredMessage message = add.Message;
        add.Position = _insert.Run(add.Recipient, message);
        NoteTaken(new StoredTaken(message.From, message.Instance, add.Recipient, message.N), add.AddedAt);
    }

    public IReadOnlyList<StoredMessage> ListMessages(string recipient, long after, int count)
    {
        var messages = new List<StoredMessage>();
        try
        {
            using SqliteDataReader reader = Bind(_listMessages, recipient, after, count).ExecuteReader();
            for (long last = after; reader.Read(); last = messages[^1].Position)
            {
                StoredMessage message = Message(reader);
                // The index is out of order: who goes back here would never come to the end.
                if (message.Position <= last) throw SqliteErrors.Damage();
                messages.Add(message);
            }
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            // What comes before the damage is whole, and the next list begins at the damage.
            return messages.Count > 0 ? messages : _damaged.List(recipient, after, count);
        }
        return messages;
    }

    public void RemoveMessages(string recipient, IReadOnlyList<long> positions)
    {
        foreach (long position in positions)
        {
            try
            {
                Bind(_removeMessage, position, recipient).ExecuteNonQuery();
            }
            catch (SqliteException e) when (e.IsDamage())
            {
                // It stays, and is passed over by every list.
            }
        }
    }

    public void AddBlock(StoredBlock block) => Bind(_addBlock, block.Blocker, block.Blocked).ExecuteNonQuery();

    public IReadOnlyList<StoredBlock> ListBlocks()
    {
        var blocks = new List<StoredBlock>();
        using SqliteDataReader reader = _listBlocks.ExecuteReader();
        while (reader.Read()) blocks.Add(new(Text(reader, 0), Text(reader, 1)));
        return blocks;
    }

    public void RemoveBlock(StoredBlock block) => Bind(_removeBlock, block.Blocker, block.Blocked).ExecuteNonQuery();

    public void NoteTaken(StoredTaken taken, long now)
    {
        ref (long N, long Now) noted = ref CollectionsMarshal.GetValueRefOrAddDefault(_taken, (taken.Sender, taken.Instance, taken.Recipient), out _);
        noted = (Math.Max(noted.N, taken.N), now);
    }

    public IReadOnlyList<StoredTaken> ListTaken(string sender, string instance)
    {
        WriteTaken();
        var taken = new List<StoredTaken>();
        using SqliteDataReader reader = Bind(_listTaken, sender, instance).ExecuteReader();
        while (reader.Read()) taken.Add(new(sender, instance, Text(reader, 0), Number(reader, 1)));
        return taken;
    }

    public void RemoveTakenBefore(long time)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "delete from taken where touched < $1";
        command.Parameters.AddWithValue("$1", time);
        command.ExecuteNonQuery();
    }

    public void SetToken(StoredToken token) =>
        Bind(_setToken, token.User, token.Instance, token.Hash, token.Previous, token.IsOnline).ExecuteNonQuery();

    public IReadOnlyList<StoredToken> ListTokens()
    {
        var tokens = new List<StoredToken>();
        using SqliteDataReader reader = _listTokens.ExecuteReader();
        while (reader.Read()) tokens.Add(new(Text(reader, 0), Text(reader, 1), Text(reader, 2), Text(reader, 3), Number(reader, 4) != 0));
        return tokens;
    }

    public void RemoveToken(string user) => Bind(_removeToken, user).ExecuteNonQuery();

    /// <summary>Steps from name to name, however many rows each has.</summary>
    public IReadOnlyList<string> ListUsers()
    {
        WriteTaken();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string table, string column) in NameColumns)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = $"""
                with recursive names(name) as (
                    select min({column}) from {table}
                    union all select (select min({column}) from {table} where {column} > name) from names where name is not null)
                select name from names where name is not null
                """;
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read()) names.Add(reader.GetString(0));
        }
        return [.. names];
    }

    public void RemoveUser(string user)
    {
        WriteTaken();
        foreach (SqliteCommand command in _removeUser) Bind(command, user).ExecuteNonQuery();
    }

    public void Dispose()
    {
        _insert.Dispose();
        foreach (SqliteCommand command in _commands) command.Dispose();
        _connection.Dispose();
    }

    private static void KeepLog(SqliteConnection connection, bool isKept) =>
        raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isKept ? 1 : 0, out _);

    private void WriteTaken()
    {
        foreach (((string sender, string instance, string recipient), (long n, long now)) in _taken)
            Bind(_noteTaken, sender, instance, recipient, n, now).ExecuteNonQuery();
        _taken.Clear();
    }

    /// <summary>The message in a row of sequence, sender, instance, n, text, time.</summary>
    internal static StoredMessage Message(SqliteDataReader reader) =>
        new(Number(reader, 0), Text(reader, 1), Text(reader, 2), Number(reader, 3), Text(reader, 4), Number(reader, 5));

    /// <summary>Gives a prepared command its values.</summary>
    internal static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    // No column of ours may be null: where one is, the file was damaged in a way that SQLite does not see.
    private static string Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? throw SqliteErrors.Damage() : reader.GetString(column);

    private static long Number(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? throw SqliteErrors.Damage() : reader.GetInt64(column);

    private SqliteCommand Prepare(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
        _commands.Add(command);
        command.CommandText = sql;
        for (int i = 1; sql.Contains($"${i}", StringComparison.Ordinal); i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        command.Prepare();
        return command;
    }
}
