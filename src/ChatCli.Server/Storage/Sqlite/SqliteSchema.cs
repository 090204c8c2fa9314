using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>The tables, and how those of earlier versions become them.</summary>
internal static class SqliteSchema
{
    /// <summary>Says that a database is ours: "ChCl".</summary>
    public const int ApplicationId = 0x4368436C;

    /// <summary>
    /// Step n makes version n of version n - 1; version 0 is empty. A step that was released MUST NOT be changed, only followed by others.
    /// </summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        // Numbers of messages are never used again, even when all were removed: "autoincrement".
        """
        create table messages (
            sequence integer primary key autoincrement,
            recipient text not null,
            sender text not null,
            text text not null,
            time integer not null
        );
        create index messages_of_recipient on messages (recipient, sequence);
        create table blocks (
            blocker text not null,
            blocked text not null,
            primary key (blocker, blocked)
        ) without rowid;
        """,
        // What tells a message that is sent again, and a client process that takes its session over.
        """
        alter table messages add column instance text not null default '';
        alter table messages add column n integer not null default 0;
        create table taken (
            sender text not null,
            instance text not null,
            recipient text not null,
            n integer not null,
            touched integer not null,
            primary key (sender, instance, recipient)
        ) without rowid;
        create index taken_touched on taken (touched);
        create index taken_of_recipient on taken (recipient);
        create table tokens (
            user text not null primary key,
            instance text not null,
            hash text not null,
            previous text not null,
            online integer not null
        ) without rowid;
        """,
    ];

    /// <summary>The version of a database of ours, 0 for an empty one; a <see cref="StoreException"/> where it is somebody else's or too new.</summary>
    public static int Version(SqliteConnection connection, int known)
    {
        long application = Number(connection, "pragma application_id");
        long version = Number(connection, "pragma user_version");
        bool isEmpty = application == 0 && version == 0 && Number(connection, "select count(*) from sqlite_master") == 0;
        if (isEmpty) return 0;
        if (application != ApplicationId) throw new StoreException($"{connection.DataSource} belongs to another program");
        if (version < 1) throw new StoreException($"{connection.DataSource} is damaged: it has no version");
        if (version > known)
            throw new StoreException($"{connection.DataSource} was written by a newer chatcli-server (its version is {version}, this one knows {known})");
        return (int)version;
    }

    /// <summary>Brings a database to the newest version, a step at a time, each done wholly or not at all.</summary>
    public static void Migrate(SqliteConnection connection, IReadOnlyList<string> steps)
    {
        for (int version = Version(connection, steps.Count); version < steps.Count; version++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(connection, steps[version]);
            Run(connection, $"pragma application_id = {ApplicationId}; pragma user_version = {version + 1}");
            transaction.Commit();
        }
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Value(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static long Number(SqliteConnection connection, string sql) => Value(connection, sql) switch
    {
        null => 0,
        long number => number,
        _ => throw SqliteErrors.Damage(),
    };
}
