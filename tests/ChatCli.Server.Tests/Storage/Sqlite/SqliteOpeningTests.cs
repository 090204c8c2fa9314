using System.Globalization;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Tests;

/// <summary>What the store finds when it is opened: nothing, an older version, damage, somebody else's.</summary>
public class SqliteOpeningTests
{
    /// <summary>As version 1 made it; MUST NOT be changed.</summary>
    private const string Version1 = """
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
        insert into messages (recipient, sender, text, time) values ('bob', 'ann', 'old', 17);
        insert into blocks values ('bob', 'carol');
        pragma application_id = 1130906476;
        pragma user_version = 1;
        """;

    [Test]
    public async Task A_library_that_is_too_old_is_refused_by_its_version()
    {
        SqliteLibrary.RequireVersion(3_027_000, "3.27.0");

        StoreException error = Assert.Throws<StoreException>(() => SqliteLibrary.RequireVersion(3_026_000, "3.26.0"));

        await Assert.That(error.Message).StartsWith("the system's SQLite 3.26.0 is too old: 3.27 is needed");
    }

    [Test]
    public async Task Folder_and_files_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await store.AddAsync("bob", StoreMessages.Message("hi"));

        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await Assert.That(File.GetUnixFileMode(folder.Path)).IsEqualTo(Mine | UnixFileMode.UserExecute);
        string[] files = Directory.GetFiles(folder.Path);
        await Assert.That(string.Join(' ', files.Select(Path.GetFileName).Order(StringComparer.Ordinal)))
            .IsEqualTo("chatcli.db chatcli.db-shm chatcli.db-wal lock");
        foreach (string file in files) await Assert.That(File.GetUnixFileMode(file)).IsEqualTo(Mine);
    }

    [Test]
    public async Task A_folder_has_one_server_at_a_time()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();

        await Assert.That(Refusal(() => DataFolder.Open(folder.Path).Dispose())).Contains("is used by another server");
        folder.Release();
        DataFolder.Open(folder.Path).Dispose();
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        using var folder = new StoreFolder();
        await File.WriteAllTextAsync(folder.File("file"), "");

        await Assert.That(Refusal(() => DataFolder.Open(folder.File("file")))).Contains("cannot use the data folder");
        await Assert.That(Refusal(() => DataFolder.Open(Path.Combine(folder.File("file"), "data")))).Contains("cannot use the data folder");
    }

    [Test]
    public async Task A_store_of_version_1_is_brought_up_to_date()
    {
        using StoreFolder folder = WithDatabase(Version1);
        await using QueuedStore store = folder.Open([.. SqliteSchema.Steps, "alter table messages add column mood text not null default 'fine'"]);

        await Assert.That((await store.ListAsync("bob", 0, 10)).Single()).IsEqualTo(new StoredMessage(1, "ann", "", 0, "old", 17));
        await Assert.That((await store.ListBlocksAsync()).Single()).IsEqualTo(new StoredBlock("bob", "carol"));
        await Assert.That(await store.AddAsync("bob", StoreMessages.Message("new"))).IsTrue();
        using SqliteConnection other = folder.Connect();
        await Assert.That(SqliteSchema.Value(other, "select group_concat(text || mood) from messages")).IsEqualTo("oldfine,newfine");
        await Assert.That(SqliteSchema.Number(other, "pragma user_version")).IsEqualTo(SqliteSchema.Steps.Count + 1);
    }

    [Test]
    public async Task A_new_store_is_what_version_1_and_all_steps_make()
    {
        using StoreFolder old = WithDatabase(Version1);
        using var fresh = new StoreFolder();
        await (await OpenAsync(old)).DisposeAsync();
        await (await OpenAsync(fresh)).DisposeAsync();

        await Assert.That(Schema(fresh)).IsEqualTo(Schema(old));

        static Task<QueuedStore> OpenAsync(StoreFolder folder) => Task.FromResult(folder.Open());

        static object? Schema(StoreFolder folder)
        {
            using SqliteConnection connection = folder.Connect();
            return SqliteSchema.Value(connection, "select group_concat(sql) from sqlite_master");
        }
    }

    [Test]
    public async Task A_step_that_fails_leaves_the_older_version_whole()
    {
        using StoreFolder folder = WithDatabase(Version1);
        const string Fails = "create table half (x); insert into nowhere values (1)";
        await Assert.That(Refusal(() => folder.Open([.. SqliteSchema.Steps, Fails]))).Contains("no such table: nowhere");

        await using QueuedStore store = folder.Open();
        await Assert.That((await store.ListAsync("bob", 0, 10)).Count).IsEqualTo(1);
        using SqliteConnection other = folder.Connect();
        await Assert.That(SqliteSchema.Number(other, "select count(*) from sqlite_master where name = 'half'")).IsEqualTo(0);
    }

    [Test]
    [Arguments("pragma application_id = 1; create table x (y)", "belongs to another program")]
    [Arguments("create table x (y)", "belongs to another program")]
    [Arguments("pragma user_version = 1", "belongs to another program")]
    [Arguments("pragma application_id = 1130906476; create table x (y)", "is damaged")]
    [Arguments("pragma application_id = 1130906476; pragma user_version = 99", "was written by a newer chatcli-server")]
    [Arguments("pragma application_id = 1130906476; pragma user_version = 1", "no such table")]
    public async Task What_is_not_this_versions_store_is_refused_and_left_alone(string content, string why)
    {
        using StoreFolder folder = WithDatabase(content);
        byte[] before = await File.ReadAllBytesAsync(folder.DatabasePath);

        string refusal = Refusal(() => folder.Open());

        await Assert.That(refusal).Contains(why);
        await Assert.That(refusal).DoesNotContain('\n');
        folder.Release();
        // The byte after which SQLite says whether there is a log of writes is all that opening may change.
        if (why != "no such table") await Assert.That((await File.ReadAllBytesAsync(folder.DatabasePath)).SequenceEqual(before)).IsTrue();
    }

    [Test]
    public async Task A_value_that_is_missing_is_damage()
    {
        using StoreFolder folder = WithDatabase(Version1.Replace(" not null", "") + "insert into blocks values ('bob', ''); insert into messages (text) values ('x')");
        using (SqliteConnection other = folder.Connect())
        {
            SqliteSchema.Run(other, "create table nulls (blocker, blocked); insert into nulls values (null, 'ann'); drop table blocks; alter table nulls rename to blocks");
            SqliteSchema.Run(other, "update messages set recipient = 'bob'");
        }
        await using QueuedStore store = folder.Open();

        await Assert.That(async () => await store.ListBlocksAsync()).Throws<StoreException>();
        await store.AddAsync("bob", StoreMessages.Message("new"));
        IReadOnlyList<StoredMessage> whole = await store.ListAsync("bob", 0, 10);
        await Assert.That(whole.Single().Text).IsEqualTo("old");
        // The message without a sender is passed over.
        await Assert.That((await store.ListAsync("bob", whole[0].Position, 10)).Single().Text).IsEqualTo("new");
        await Assert.That(string.Join('\n', folder.Log.Lines)).Contains("is damaged").And.DoesNotContain("Exception");
    }

    [Test]
    public async Task No_list_goes_back_where_an_index_is_out_of_order()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore first = folder.Open())
        {
            for (int i = 0; i < 5; i++) await first.AddAsync("bob", StoreMessages.Message("hi"));
        }
        folder.Release();
        using (SqliteConnection other = folder.Connect())
        {
            // Kept in the wrong order, and said to be in the right one.
            SqliteSchema.Run(other, """
                drop index messages_of_recipient;
                create index messages_of_recipient on messages (recipient, sequence desc);
                pragma writable_schema = on;
                update sqlite_master set sql = 'create index messages_of_recipient on messages (recipient, sequence)' where name = 'messages_of_recipient';
                """);
        }
        await using QueuedStore store = folder.Open();

        long last = 0;
        while (await store.ListMessagesAsync("bob", last, 10) is { Count: > 0 } messages)
        {
            foreach (StoredMessage message in messages)
            {
                await Assert.That(message.Position).IsGreaterThan(last);
                last = message.Position;
            }
        }
        await Assert.That(last).IsEqualTo(5);
    }

    [Test]
    public async Task A_number_that_is_a_text_is_damage()
    {
        using StoreFolder folder = WithDatabase(Version1 + "update sqlite_sequence set seq = 'x'");

        await Assert.That(Refusal(() => folder.Open())).Contains("is damaged");
    }

    [Test]
    [Arguments("hello")]
    [Arguments("SQLite format 3\0 but nothing more of it")]
    public async Task What_is_no_database_is_refused(string content)
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(folder.DatabasePath, content);

        await Assert.That(Refusal(() => folder.Open())).Contains(folder.DatabasePath);
        await Assert.That(await File.ReadAllTextAsync(folder.DatabasePath)).IsEqualTo(content);
    }

    [Test]
    public async Task A_file_that_is_empty_becomes_a_store()
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(folder.DatabasePath, "");
        await using QueuedStore store = folder.Open();

        await Assert.That(await store.AddAsync("bob", StoreMessages.Message("hi"))).IsTrue();
    }

    [Test]
    public async Task A_file_that_was_cut_is_refused()
    {
        using StoreFolder folder = await FilledAsync();
        using (FileStream file = File.OpenWrite(folder.DatabasePath)) file.SetLength(file.Length / 2);

        await Assert.That(Refusal(() => folder.Open())).Contains("is damaged");
    }

    [Test]
    public async Task Any_wrong_byte_in_the_header_is_refused_or_harmless()
    {
        using StoreFolder folder = await FilledAsync();
        byte[] whole = await File.ReadAllBytesAsync(folder.DatabasePath);
        int refused = 0;
        for (int at = 0; at < 100; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0xFF;
            await WriteAsync(folder, damaged);
            try
            {
                await using QueuedStore store = folder.Open();
                await store.AddAsync("user1", StoreMessages.Message("hi"));
                await store.ListMessagesAsync("user1", 0, 10);
            }
            catch (StoreException)
            {
                refused++;
            }
        }
        await Assert.That(refused).IsGreaterThan(20);
    }

    [Test]
    public async Task Damage_met_later_fails_what_meets_it_and_nothing_else()
    {
        using StoreFolder folder = await FilledAsync();
        byte[] whole = await File.ReadAllBytesAsync(folder.DatabasePath);
        int refused = 0, met = 0, gotRound = 0;
        for (int page = 1; page < whole.Length / 4096; page++)
        {
            byte[] damaged = [.. whole];
            damaged.AsSpan(page * 4096, 64).Fill(0xFF);
            await WriteAsync(folder, damaged);
            int errors = folder.Log.Errors.Length;
            try
            {
                await using QueuedStore store = folder.Open();
                bool[] done = await Task.WhenAll(Enumerable.Range(0, 30)
                    .Select(i => store.AddAsync($"user{i % 10}", StoreMessages.Message($"new {i}"))));
                int listed = 0;
                for (int user = 0; user < 10; user++)
                {
                    IReadOnlyList<StoredMessage>? rows = [];
                    List<string> texts = [];
                    for (long last = 0; (rows = await store.ListMessagesAsync($"user{user}", last, 100)) is { Count: > 0 }; last = rows[^1].Position)
                        texts.AddRange(rows.Select(row => row.Text));
                    listed += texts.Count;
                    if (rows is null) continue;
                    // What was said to be stored now can be read, whatever else cannot.
                    string[] added = [.. Enumerable.Range(0, 30).Where(i => i % 10 == user && done[i]).Select(i => $"new {i}")];
                    await Assert.That(string.Join(' ', texts.TakeLast(added.Length))).IsEqualTo(string.Join(' ', added));
                    if (texts.Count < 200 + added.Length) gotRound++;
                }
                bool isMet = done.Contains(false) || listed < 2030;
                if (isMet) met++;
                // The store's own cleaning may meet it too.
                await Assert.That(folder.Log.Errors.Length - errors).IsBetween(isMet ? 1 : 0, 1);
                await Assert.That(folder.Log.Errors.All(line => line.Contains("is damaged"))).IsTrue();
            }
            catch (StoreException)
            {
                refused++;
            }
        }
        await Assert.That(met).IsGreaterThan(refused);
        await Assert.That(gotRound).IsGreaterThan(0);
    }

    [Test]
    public async Task Messages_beside_a_damaged_page_come_in_order_and_go_when_they_were_read()
    {
        using StoreFolder folder = await FilledAsync();
        byte[] damaged = await File.ReadAllBytesAsync(folder.DatabasePath);
        int inside = damaged.AsSpan().IndexOf("1150 xxxxxx"u8);
        damaged.AsSpan(inside / 4096 * 4096, 4096).Fill(0xFF);
        await WriteAsync(folder, damaged);
        await using QueuedStore store = folder.Open();

        int listed = 0, left = 0;
        for (int user = 0; user < 10; user++)
        {
            List<int> numbers = [];
            List<long> positions = [];
            IReadOnlyList<StoredMessage> rows;
            for (long last = 0; (rows = await store.ListAsync($"user{user}", last, 100)).Count > 0; last = rows[^1].Position)
            {
                numbers.AddRange(rows.Select(row => int.Parse(row.Text.Split(' ')[0], CultureInfo.InvariantCulture)));
                positions.AddRange(rows.Select(row => row.Position));
            }
            await Assert.That(numbers).IsInOrder();
            await Assert.That(numbers).DoesNotContain(1150);
            listed += numbers.Count;
            await store.RemoveMessagesAsync($"user{user}", positions);
            left += (await store.ListAsync($"user{user}", 0, 100)).Count;
        }
        await Assert.That(listed).IsBetween(1950, 1999);
        // Removing the last ones beside the damage would need what is damaged: a page or two.
        await Assert.That(left).IsLessThan(80);
        await Assert.That(folder.Log.Errors.Single()).Contains("is damaged");
    }

    [Test]
    public async Task A_server_does_not_start_without_its_blocks()
    {
        using StoreFolder folder = await FilledAsync();
        await using QueuedStore store = folder.Open();
        folder.Database.Run("alter table blocks rename to hidden");

        await Assert.That(async () => await store.ListBlocksAsync()).Throws<StoreException>();
    }

    private static async Task<StoreFolder> FilledAsync()
    {
        var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 2000)
            .Select(i => store.AddAsync($"user{i % 10}", StoreMessages.Message($"{i} {new string('x', i % 200)}"))));
        return folder;
    }

    private static StoreFolder WithDatabase(string sql)
    {
        var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        using SqliteConnection connection = folder.Connect();
        SqliteSchema.Run(connection, sql);
        return folder;
    }

    private static async Task WriteAsync(StoreFolder folder, byte[] content)
    {
        folder.Release();
        foreach (string file in Directory.GetFiles(folder.Path)) File.Delete(file);
        await File.WriteAllBytesAsync(folder.DatabasePath, content);
    }

    private static string Refusal(Action open)
    {
        try
        {
            open();
            return "opened";
        }
        catch (StoreException e)
        {
            return e.Message;
        }
    }
}
