using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using SQLitePCL;

namespace ChatCli.Server.Tests;

public class SqliteMaintenanceTests
{
    [Test]
    public async Task A_check_counts_while_the_store_is_in_use()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        for (int i = 0; i < 5; i++) await store.AddAsync($"user{i % 2}", StoreMessages.Message("hi"));
        await store.AddBlockAsync(new("bob", "ann"));

        (int status, string said) = Check(folder.Path);

        await Assert.That(status).IsEqualTo(0);
        await Assert.That(said).IsEqualTo($"{folder.DatabasePath}: no damage found; version 2, 5 messages for 2 users, 1 blocks, SQLite {raw.sqlite3_libversion().utf8_to_string()}");
        await Assert.That(await store.AddAsync("bob", StoreMessages.Message("hi"))).IsTrue();
    }

    [Test]
    public async Task A_check_finds_damage()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore store = folder.Open())
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => store.AddAsync("bob", StoreMessages.Message($"{i}"))));
        using (FileStream file = File.OpenWrite(folder.DatabasePath))
        {
            file.Position = 6 * 4096;
            file.Write(new byte[100]);
        }

        var errors = new StringWriter();
        var refusal = Assert.Throws<StoreException>(() => new SqliteMaintenance(folder.DatabasePath).Check(TextWriter.Null, errors));

        await Assert.That(refusal.Message).Contains("is damaged");
        await Assert.That(errors.ToString()).Contains(folder.DatabasePath);
    }

    [Test]
    public async Task A_copy_of_a_store_that_is_written_to_is_one_moment_of_it()
    {
        using var folder = new StoreFolder();
        using var copy = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await store.AddBlockAsync(new("bob", "ann"));
        var adding = new List<Task<bool>>();
        string file = folder.File("copy");
        Task backing = Task.Run(() => new SqliteMaintenance(folder.DatabasePath).BackUp(file, TextWriter.Null));
        int calls = 0;
        while (!backing.IsCompleted || calls < 1000)
        {
            adding.Add(store.AddAsync("bob", StoreMessages.Message($"{calls++}")));
            if (calls % 100 == 0) await adding[^1];
        }
        await backing;
        await Assert.That((await Task.WhenAll(adding)).All(kept => kept)).IsTrue();

        Directory.CreateDirectory(copy.Path);
        File.Copy(file, copy.DatabasePath);
        await Assert.That(Check(copy.Path).Status).IsEqualTo(0);
        await using QueuedStore copied = copy.Open();
        IReadOnlyList<StoredMessage> messages = await copied.ListAsync("bob", 0, int.MaxValue);
        await Assert.That(messages.Select((message, i) => message.Text == $"{i}").All(isNext => isNext)).IsTrue();
        await Assert.That((await copied.ListBlocksAsync()).Count).IsEqualTo(1);
        await Assert.That(await copied.AddAsync("bob", StoreMessages.Message("more"))).IsTrue();
        if (!OperatingSystem.IsWindows()) await Assert.That(File.GetUnixFileMode(file)).IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    public async Task A_copy_replaces_nothing()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        string file = folder.File("copy");
        await File.WriteAllTextAsync(file, "precious");

        await Assert.That(Assert.Throws<StoreException>(() => new SqliteMaintenance(folder.DatabasePath).BackUp(file, TextWriter.Null)).Message).Contains("exists already");
        await Assert.That(await File.ReadAllTextAsync(file)).IsEqualTo("precious");
    }

    [Test]
    public async Task A_copy_that_cannot_be_written_leaves_nothing_behind()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();

        await Assert.That(Assert.Throws<StoreException>(() => new SqliteMaintenance(folder.DatabasePath).BackUp(folder.File("no/copy"), TextWriter.Null)).Message)
            .Contains("cannot write");
        await Assert.That(Directory.Exists(folder.File("no"))).IsFalse();
    }

    [Test]
    public async Task Where_there_is_no_store_there_is_nothing_to_check_or_copy()
    {
        using var folder = new StoreFolder();
        await Assert.That(Assert.Throws<StoreException>(() => Check(folder.Path)).Message).Contains("does not exist");
        await Assert.That(Assert.Throws<StoreException>(() => new SqliteMaintenance(folder.DatabasePath).BackUp(folder.File("copy"), TextWriter.Null)).Message)
            .Contains("does not exist");
        await Assert.That(Directory.Exists(folder.Path)).IsFalse();
    }

    private static (int Status, string Said) Check(string path)
    {
        var output = new StringWriter();
        int status = new SqliteMaintenance(DataFolder.DatabaseIn(path)).Check(output, TextWriter.Null);
        return (status, output.ToString().TrimEnd());
    }
}
