using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>Sorts SQLite's errors and says them in words.</summary>
internal static class SqliteErrors
{
    /// <summary>The file itself is wrong, and stays so.</summary>
    public static bool IsDamage(this SqliteException error) => error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>For damage that SQLite itself does not see.</summary>
    public static SqliteException Damage() => new("a value is missing or of the wrong kind", raw.SQLITE_CORRUPT);

    /// <summary>Another program holds the database: whatever is written now fails.</summary>
    public static bool IsLocked(this SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED
        // It wrote in between, which a new transaction sees.
        && error.SqliteExtendedErrorCode != raw.SQLITE_BUSY_SNAPSHOT;

    /// <summary>What happened, without the path.</summary>
    public static string Explain(this SqliteException error) => error.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => "is no database, or damaged",
        raw.SQLITE_CORRUPT => "is damaged",
        raw.SQLITE_FULL => "has no room: the disk is full",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "is locked by another program",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => "cannot be written",
        raw.SQLITE_CANTOPEN => "cannot be opened",
        // Room for the log's index is made by a write, too.
        raw.SQLITE_IOERR when error.SqliteExtendedErrorCode is raw.SQLITE_IOERR_WRITE or raw.SQLITE_IOERR_SHMSIZE or raw.SQLITE_IOERR_FSYNC =>
            "cannot be written: is the disk full?",
        raw.SQLITE_IOERR => $"cannot be read or written (input/output error {error.SqliteExtendedErrorCode})",
        _ => $"cannot be used: {error.Message}",
    };
}
