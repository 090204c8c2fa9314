using ChatCli.Protocol.Files;
using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>What an administrator does with a database file.</summary>
internal sealed class SqliteMaintenance(string path) : IStoreMaintenance
{
    private const int MostFindings = 20;

    public int Check(TextWriter output, TextWriter errors)
    {
        using SqliteConnection connection = Connect(out int version);
        try
        {
            SqliteSchema.Run(connection, "pragma query_only = on");
            List<string> findings = Findings(connection);
            foreach (string finding in findings) errors.WriteLine($"{path}: {finding}");
            if (findings.Count > 0) throw new StoreException($"{path} is damaged; go back to a copy, or carry on with what can still be read");
            long messages = SqliteSchema.Number(connection, "select count(*) from messages");
            long users = SqliteSchema.Number(connection, "select count(distinct recipient) from messages");
            long blocks = SqliteSchema.Number(connection, "select count(*) from blocks");
            output.WriteLine($"{path}: no damage found; version {version}, {messages} messages for {users} users, {blocks} blocks, SQLite {connection.ServerVersion}");
            return 0;
        }
        catch (SqliteException e)
        {
            throw new StoreException($"{path} {e.Explain()}");
        }
    }

    public int BackUp(string file, TextWriter output)
    {
        file = Path.GetFullPath(file);
        if (Path.Exists(file)) throw new StoreException($"{file} exists already");
        string beside = $"{file}.{Guid.NewGuid():N}.new";
        using SqliteConnection connection = Connect(out _);
        try
        {
            // Made here, because SQLite's own would be readable by others; on Windows SQLite cannot open what is still open.
            PrivateFile.Open(beside, FileMode.CreateNew).Dispose();
            using (SqliteCommand command = connection.CreateCommand())
            {
                command.CommandText = "vacuum into $1";
                command.Parameters.AddWithValue("$1", beside);
                // However large it is.
                command.CommandTimeout = 0;
                command.ExecuteNonQuery();
            }
            using (FileStream copy = File.Open(beside, FileMode.Open)) copy.Flush(flushToDisk: true);
            File.Move(beside, file, overwrite: false);
            Folder.Sync(Path.GetDirectoryName(file)!);
        }
        catch (SqliteException e)
        {
            File.Delete(beside);
            throw new StoreException($"{path} was not copied to {file}: it {e.Explain()}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(beside)) File.Delete(beside);
            throw new StoreException($"cannot write {file}: {e.Message.Replace(beside, file, StringComparison.Ordinal)}");
        }
        output.WriteLine($"{file}: {new FileInfo(file).Length} bytes");
        return 0;
    }

    private SqliteConnection Connect(out int version)
    {
        if (!File.Exists(path)) throw new StoreException($"{path} does not exist");
        SqliteLibrary.Load();
        try
        {
            SqliteConnection connection = SqliteDatabase.Connect(path, SqliteSchema.Steps.Count, out version);
            if (version > 0) return connection;
            connection.Dispose();
            throw new StoreException($"{path} is empty: no server has used it yet");
        }
        catch (SqliteException e)
        {
            throw new StoreException($"{path} {e.Explain()}");
        }
    }

    private static List<string> Findings(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"pragma integrity_check({MostFindings})";
        var findings = new List<string>();
        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read()) findings.Add(reader.GetString(0).ReplaceLineEndings(" "));
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            findings.Add($"{e.Explain()} so that it cannot be checked further");
        }
        return findings is ["ok"] ? [] : findings;
    }
}
