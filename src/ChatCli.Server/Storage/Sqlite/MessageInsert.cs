using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// The most frequent change, by SQLite's own calls: the library's parameters cost as much as the insert itself, and bind a long
/// string only up to its first NUL. For the thread of its <see cref="SqliteDatabase"/>.
/// </summary>
internal sealed class MessageInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = new byte[16 * 1024];

    public MessageInsert(sqlite3 database)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database,
            "insert into messages (recipient, sender, text, time, instance, n) values (?, ?, ?, ?, ?, ?)", out _statement));
    }

    /// <summary>Returns the position that SQLite chose. Throws <see cref="SqliteException"/>.</summary>
    public long Run(string recipient, StoredMessage message)
    {
        Bind(1, recipient);
        Bind(2, message.From);
        Bind(3, message.Text);
        Check(raw.sqlite3_bind_int64(_statement, 4, message.Time));
        Bind(5, message.Instance);
        Check(raw.sqlite3_bind_int64(_statement, 6, message.N));
        int result = raw.sqlite3_step(_statement);
        if (result != raw.SQLITE_DONE) Fail(result);
        raw.sqlite3_reset(_statement);
        return raw.sqlite3_last_insert_rowid(_database);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int index, string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length < most) _utf8 = new byte[most];
        int length = Encoding.UTF8.GetBytes(text, _utf8);
        // An empty span would be null.
        Check(length > 0 ? raw.sqlite3_bind_text(_statement, index, _utf8.AsSpan(0, length)) : raw.sqlite3_bind_text(_statement, index, ""));
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) Fail(result);
    }

    private void Fail(int result)
    {
        try
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
        finally
        {
            if (_statement is not null) raw.sqlite3_reset(_statement);
        }
    }
}
