using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;

namespace ChatCli.Fuzz.Targets;

/// <summary>The store's file, damaged: it is opened and used, or refused in words, and looked over and copied likewise.</summary>
internal sealed class StoreTarget : ITarget, IAddObserver
{
    private const int PageSize = 4096;

    private static readonly string[] Users = ["hans", "luke", "yoda"];

    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-fuzz-").FullName;
    private readonly ErrorLog _log = new();
    private byte[]? _sound;

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        byte[] file = [.. _sound ??= MakeAsync().GetAwaiter().GetResult()];
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            // The file's header, the header of a page, or anywhere.
            int at = Math.Min(file.Length - 1, random.Next(3) switch
            {
                0 => random.Next(100),
                1 => (random.Next(1 + (file.Length / PageSize)) * PageSize) + random.Next(64),
                _ => random.Next(file.Length),
            });
            switch (random.Next(8))
            {
                case 0:
                    file = file[..at];
                    break;
                case 1:
                    Array.Clear(file, at, Math.Min(file.Length - at, 1 << random.Next(13)));
                    break;
                case 2:
                    int from = random.Next(file.Length);
                    file.AsSpan(from, Math.Min(Math.Min(file.Length - at, file.Length - from), 1 << random.Next(13))).ToArray().CopyTo(file, at);
                    break;
                case < 5:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    file[at] = (byte)random.Next(256);
                    break;
            }
            if (file.Length == 0) break;
        }
        return [file];
    }

    public async Task FeedAsync(Case inputs)
    {
        foreach (string file in Directory.GetFiles(_folder)) File.Delete(file);
        await File.WriteAllBytesAsync(DataFolder.DatabaseIn(_folder), inputs.Inputs[0]);
        Refused(() => new SqliteMaintenance(DataFolder.DatabaseIn(_folder)).Check(TextWriter.Null, TextWriter.Null));
        Refused(() => new SqliteMaintenance(DataFolder.DatabaseIn(_folder)).BackUp(Path.Combine(_folder, "copy"), TextWriter.Null));
        try
        {
            using DataFolder folder = DataFolder.Open(_folder);
            await using var store = new QueuedStore(SqliteDatabase.Open(folder.DatabasePath, SqliteSchema.Steps), _log, TimeProvider.System);
            await UseAsync(store);
        }
        catch (StoreException e)
        {
            Check(e);
        }
        if (_log.Error is { } error && error.Contains("   at ", StringComparison.Ordinal)) throw new FindingException($"the store has logged {error}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    void IAddObserver.Stored(long position)
    {
    }

    void IAddObserver.Refused()
    {
    }

    private async Task<byte[]> MakeAsync()
    {
        string path = Path.Combine(_folder, "sound");
        await using (var store = new QueuedStore(SqliteDatabase.Open(path, SqliteSchema.Steps), _log, TimeProvider.System))
        {
            for (int i = 0; i < 60; i++)
                store.AddMessage(Users[i % 3], new StoredMessage(0, Users[(i + 1) % 3], "6d0c4e2a9b8f71530e1d2c3b4a596877", i, new string('x', i * i), i), this);
            foreach (string user in Users)
            {
                await store.AddBlockAsync(new StoredBlock(user, "hans"));
                await store.SetTokenAsync(new StoredToken(user, "6d0c4e2a9b8f71530e1d2c3b4a596877", "hash", "previous", true));
            }
        }
        return await File.ReadAllBytesAsync(path);
    }

    private async Task UseAsync(QueuedStore store)
    {
        await store.ListBlocksAsync();
        await store.ListTokensAsync();
        store.AddMessage("hans", new StoredMessage(0, "luke", "i", 1_000, "another", 0), this);
        foreach (string user in Users)
        {
            long last = 0, first = 0;
            while (await store.ListMessagesAsync(user, last, 7) is { Count: > 0 } messages)
            {
                foreach (StoredMessage message in messages)
                {
                    if (message.Position <= last) throw new FindingException("messages do not come in order");
                    last = message.Position;
                }
                if (first == 0) first = messages[0].Position;
            }
            await store.ListTakenAsync(user, "6d0c4e2a9b8f71530e1d2c3b4a596877");
            await store.RemoveMessagesAsync(user, [first]);
        }
        await store.NoteTakenAsync([new StoredTaken("hans", "i", "luke", 7)]);
        await store.SetTokenAsync(new StoredToken("hans", "i", "hash", "previous", false));
        await store.RemoveBlockAsync(new StoredBlock("hans", "hans"));
        await store.RemoveUserAsync("yoda");
    }

    private static void Refused(Action act)
    {
        try
        {
            act();
        }
        catch (StoreException e)
        {
            Check(e);
        }
    }

    private static void Check(StoreException e)
    {
        if (e.Message.AsSpan().IndexOfAny('\n', '\r') >= 0) throw new FindingException($"not one line: {e.Message}");
    }
}
