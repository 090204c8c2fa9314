using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using ChatCli.Testing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatCli.Server.Tests;

/// <summary>That the stores of all earlier versions are opened, and lose nothing.</summary>
public class OldStoreTests
{
    private static int Newest => SqliteSchema.Steps.Count;

    /// <summary>The names of what is kept.</summary>
    public static IEnumerable<string> Names() => OldStore.All.Select(store => store.Name);

    [Test]
    public async Task Every_version_has_a_stored_file_with_rows_in_every_table()
    {
        for (int version = 1; version <= Newest; version++)
        {
            if (!OldStore.Of(version).Exists)
                throw new InvalidOperationException($"There is no StoredFiles/store-{version}: a step of the schema was added without it (see the README.md there).");
        }
        foreach (OldStore old in OldStore.All)
        {
            using StoreFolder folder = old.Copy();
            using SqliteConnection connection = folder.Connect();
            await Assert.That(SqliteSchema.Number(connection, "pragma user_version")).IsEqualTo(old.Version);
            foreach (string table in $"{SqliteSchema.Value(connection, "select group_concat(name) from sqlite_master where type = 'table'")}".Split(','))
                await Assert.That(SqliteSchema.Number(connection, $"select count(*) from {table}")).IsGreaterThan(0);
        }
        await Assert.That(Names().Count(name => name.EndsWith("-killed"))).IsGreaterThan(0);
    }

    [Test]
    [Explicit]
    public async Task A_stored_file_of_this_version_is_made()
    {
        using var folder = new StoreFolder();
        // Late, so that nothing is ever too old to be kept.
        folder.Time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        await using (QueuedStore store = folder.Open()) await OldStore.FillAsync(store);
        string made = Path.Combine(GuardTests.Root, "tests/ChatCli.Server.Tests/StoredFiles", $"store-{Newest}");
        if (Directory.Exists(made)) throw new InvalidOperationException($"{made} is there already, and never changes.");
        Directory.CreateDirectory(made);
        File.Copy(folder.DatabasePath, DataFolder.DatabaseIn(made));
    }

    [Test]
    public async Task What_would_be_made_now_is_whole()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await OldStore.FillAsync(store);

        await Assert.That(await OldStore.Of(Newest).IsWholeAsync(store)).IsTrue();
    }

    [Test]
    [MethodDataSource(nameof(Names))]
    public async Task Every_row_is_there_afterwards_and_a_second_start_does_nothing_more(string name)
    {
        var old = new OldStore(name);
        using StoreFolder folder = old.Copy();
        if (name.EndsWith("-killed")) await Assert.That(new FileInfo(folder.DatabasePath + "-wal").Length).IsGreaterThan(0);
        await using (QueuedStore store = folder.Open()) await Assert.That(await old.IsWholeAsync(store)).IsTrue();
        folder.Release();
        byte[] migrated = await File.ReadAllBytesAsync(folder.DatabasePath);
        await AssertChecksAsync(folder);

        await using (QueuedStore store = folder.Open()) await Assert.That(await old.IsWholeAsync(store)).IsTrue();

        await Assert.That((await File.ReadAllBytesAsync(folder.DatabasePath)).SequenceEqual(migrated)).IsTrue();
        await Assert.That(folder.Log.Lines).IsEmpty();
    }

    [Test]
    [MethodDataSource(nameof(Names))]
    public async Task Its_messages_are_delivered_and_its_blocks_count(string name)
    {
        using StoreFolder folder = new OldStore(name).Copy();
        string credentials = folder.File("credentials.txt");
        await File.WriteAllLinesAsync(credentials, ((string[])["ann", "bob", "carol", "dave", "eve", OldStore.OddName]).Select(user => $"{user} secret"));

        using (ServerProcess server = (await ServerProcess.StartAsync(credentials, folder.Path))!)
        {
            using ScriptedClient dave = await server.LoginAsync("dave", "secret");
            await Assert.That(await dave.TryMessageAsync("bob", "x")).IsEqualTo("error blocked");
            await dave.MessageAsync(OldStore.OddName, "new");
            foreach (string user in (string[])["bob", OldStore.OddName])
            {
                using ScriptedClient client = await server.LoginAsync(user, "secret");
                string[] expected = [.. OldStore.TextsFor(user), .. user == "bob" ? Array.Empty<string>() : ["new"]];
                foreach (string text in expected) await Assert.That(await ReadTextAsync(client)).IsEqualTo(text);
                // Answered when it is kept, and with it the acknowledgements before.
                await Assert.That(await client.BlockAsync("carol")).IsEqualTo("ok");
            }
            server.Kill();
        }

        using ServerProcess second = (await ServerProcess.StartAsync(credentials, folder.Path))!;
        using ScriptedClient again = await second.LoginAsync("bob", "secret");
        await Assert.That((await again.EventsAsync()).Where(line => line.Type == "message")).IsEmpty();
    }

    [Test]
    [MethodDataSource(nameof(Names))]
    public async Task A_copy_that_was_made_of_it_can_be_put_in_its_place(string name)
    {
        var old = new OldStore(name);
        using StoreFolder folder = old.Copy();
        using var restored = new StoreFolder();
        Directory.CreateDirectory(restored.Path);

        new SqliteMaintenance(folder.DatabasePath).BackUp(restored.DatabasePath, TextWriter.Null);

        using (SqliteConnection connection = restored.Connect())
            await Assert.That(SqliteSchema.Number(connection, "pragma user_version")).IsEqualTo(old.Version);
        await using QueuedStore store = restored.Open();
        await Assert.That(await old.IsWholeAsync(store)).IsTrue();
        await AssertChecksAsync(restored);
    }

    private static async Task<string> ReadTextAsync(ScriptedClient client)
    {
        WireLine line;
        do line = await client.ReadAsync();
        while (line.Type != "message");
        return line["text"];
    }

    private static async Task AssertChecksAsync(StoreFolder folder)
    {
        var output = new StringWriter();
        await Assert.That(new SqliteMaintenance(folder.DatabasePath).Check(output, output)).IsEqualTo(0);
        await Assert.That(output.ToString().TrimEnd())
            .IsEqualTo($"{folder.DatabasePath}: no damage found; version {Newest}, 6 messages for 2 users, 3 blocks, SQLite {raw.sqlite3_libversion().utf8_to_string()}");
    }
}
