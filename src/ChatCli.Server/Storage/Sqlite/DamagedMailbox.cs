using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// Gets round damaged pages: the messages of a mailbox one by one, as its index names them, without those that cannot be read. Used by
/// <see cref="SqliteDatabase"/> alone; throws when the index itself is damaged.
/// </summary>
internal sealed class DamagedMailbox(Func<string, SqliteCommand> prepare)
{
    // Both are answered by the index, without a look at the messages.
    private readonly SqliteCommand _listFrom = prepare("select sequence from messages where recipient = $1 and sequence > $2 order by sequence limit $3");
    private readonly SqliteCommand _listUpTo = prepare("select sequence from messages where recipient = $1 and sequence <= $2");
    private readonly SqliteCommand _find = prepare("select sequence, sender, instance, n, text, time from messages where sequence = $1");
    private readonly SqliteCommand _remove = prepare("delete from messages where sequence = $1");

    /// <summary>The oldest messages after a sequence number that can be read; empty only when there are none.</summary>
    public List<StoredMessage> List(string recipient, long after, int count)
    {
        var messages = new List<StoredMessage>();
        while (messages.Count == 0 && Sequences(_listFrom, recipient, after, count) is { Count: > 0 } sequences)
        {
            foreach (long sequence in sequences)
            {
                if (sequence <= after) return messages.Count > 0 ? messages : throw SqliteErrors.Damage();
                after = sequence;
                if (Find(sequence) is { } message) messages.Add(message);
            }
        }
        return messages;
    }

    /// <summary>Removes the messages up to and including a sequence number, but for those that cannot be reached.</summary>
    public void Remove(string recipient, long upTo)
    {
        foreach (long sequence in Sequences(_listUpTo, recipient, upTo))
        {
            try
            {
                SqliteDatabase.Bind(_remove, sequence).ExecuteNonQuery();
            }
            catch (SqliteException e) when (e.IsDamage())
            {
                // It stays, and is passed over by every list.
            }
        }
    }

    /// <summary>Null where it cannot be read.</summary>
    private StoredMessage? Find(long sequence)
    {
        try
        {
            using SqliteDataReader reader = SqliteDatabase.Bind(_find, sequence).ExecuteReader();
            return reader.Read() ? SqliteDatabase.Message(reader) : null;
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            return null;
        }
    }

    private static List<long> Sequences(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        var sequences = new List<long>();
        using SqliteDataReader reader = SqliteDatabase.Bind(command, values).ExecuteReader();
        while (reader.Read()) sequences.Add(reader.GetInt64(0));
        return sequences;
    }
}
