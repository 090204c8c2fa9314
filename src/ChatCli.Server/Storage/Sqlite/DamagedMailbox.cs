using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Storage.Sqlite;

/// <summary>
/// Gets round damaged pages: the messages of a mailbox one by one, as its index names them, without those that cannot be read. Used by
/// <see cref="SqliteDatabase"/> alone; throws when the index itself is damaged.
/// </summary>
internal sealed class DamagedMailbox(Func<string, SqliteCommand> prepare)
{
    // Answered by the index, without a look at the messages.
    private readonly SqliteCommand _list = prepare("select sequence from messages where recipient = $1 and sequence > $2 order by sequence limit $3");
    private readonly SqliteCommand _find = prepare("select sequence, sender, instance, n, text, time from messages where sequence = $1");

    /// <summary>The oldest messages after a position that can be read; empty only when there are none.</summary>
    public List<StoredMessage> List(string recipient, long after, int count)
    {
        var messages = new List<StoredMessage>();
        while (messages.Count == 0 && Positions(recipient, after, count) is { Count: > 0 } positions)
        {
            foreach (long position in positions)
            {
                if (position <= after) return messages.Count > 0 ? messages : throw SqliteErrors.Damage();
                after = position;
                if (Find(position) is { } message) messages.Add(message);
            }
        }
        return messages;
    }

    /// <summary>Null where it cannot be read.</summary>
    private StoredMessage? Find(long position)
    {
        try
        {
            using SqliteDataReader reader = SqliteDatabase.Bind(_find, position).ExecuteReader();
            return reader.Read() ? SqliteDatabase.Message(reader) : null;
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            return null;
        }
    }

    private List<long> Positions(string recipient, long after, int count)
    {
        var positions = new List<long>();
        using SqliteDataReader reader = SqliteDatabase.Bind(_list, recipient, after, count).ExecuteReader();
        while (reader.Read()) positions.Add(reader.GetInt64(0));
        return positions;
    }
}
