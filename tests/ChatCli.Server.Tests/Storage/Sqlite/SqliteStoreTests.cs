using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;
using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;
using ChatCli.Testing;
using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Tests;

[InheritsTests]
public sealed class SqliteSpecificationTests : ChatStoreSpecification, IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal override IChatStore Create() => _folder.Open();

    internal override IChatStore CreateSmall()
    {
        IChatStore store = _folder.Open();
        // No page besides the ones of the empty tables: a small message finds room in them, a large one does not.
        _folder.Database.Run("pragma max_page_count = 1");
        return store;
    }

    internal override IChatStore OpenOther(IChatStore store) => _folder.OpenOther();
}

public class SqliteStoreTests
{
    [Test]
    public async Task Everything_is_there_after_reopening()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore store = folder.Open())
        {
            for (int i = 0; i < 10; i++) await store.AddAsync("bob", Message($"{i}"));
            await store.AddBlockAsync(new("bob", "ann"));
            await store.AddBlockAsync(new("bob", "carol"));
            await store.RemoveBlockAsync(new("bob", "carol"));
        }

        await using QueuedStore reopened = folder.Open();
        IReadOnlyList<StoredMessage> messages = await reopened.ListAsync("bob", 0, 100);
        await Assert.That(Texts(messages)).IsEqualTo("0 1 2 3 4 5 6 7 8 9");
        await Assert.That(messages[3]).IsEqualTo(StoreMessages.Message("3") with { Position = 4 });
        await Assert.That((await reopened.ListBlocksAsync()).Single()).IsEqualTo(new StoredBlock("bob", "ann"));
    }

    [Test]
    [Arguments("")]
    [Arguments("\0")]
    [Arguments("a\0b")]
    [Arguments("'); drop table messages; --")]
    public async Task Texts_short_and_long_come_back_whole(string text)
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        string longText = string.Concat(Enumerable.Repeat(text + "ü🙂", 2000));
        await store.AddAsync("bob", Message(longText));
        await store.AddAsync("bob", Message(text));

        IReadOnlyList<StoredMessage> messages = await store.ListAsync("bob", 0, 10);
        await Assert.That(messages[0].Text).IsEqualTo(longText);
        await Assert.That(messages[1].Text).IsEqualTo(text);
    }

    [Test]
    public async Task What_was_asked_for_before_the_end_is_done()
    {
        using var folder = new StoreFolder();
        var adding = new List<Task<bool>>();
        await using (QueuedStore store = folder.Open())
        {
            for (int i = 0; i < 5000; i++) adding.Add(store.AddAsync("bob", Message($"{i}")));
        }

        await Assert.That((await Task.WhenAll(adding)).All(kept => kept)).IsTrue();
        await using QueuedStore reopened = folder.Open();
        await Assert.That((await reopened.ListAsync("bob", 0, 10_000)).Count).IsEqualTo(5000);
    }

    [Test]
    public async Task A_text_that_was_removed_is_in_no_file_any_more()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore store = folder.Open())
        {
            await store.AddAsync("bob", Message("just between us"));
            await store.RemoveUserAsync("bob");
        }
        folder.Release();

        foreach (string file in Directory.GetFiles(folder.Path))
            await Assert.That((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("just between us"u8)).IsEqualTo(-1);
    }

    [Test]
    public async Task Numbers_are_never_used_again()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore store = folder.Open())
        {
            for (int i = 0; i < 3; i++) await store.AddAsync("bob", Message($"{i}"));
            await store.RemoveUserAsync("bob");
        }

        await using QueuedStore reopened = folder.Open();
        await reopened.AddAsync("carol", Message("x"));
        await Assert.That((await reopened.ListAsync("carol", 0, 1))[0].Position).IsEqualTo(4);
    }

    [Test]
    public async Task A_thousand_adds_at_once_keep_the_order_of_the_calls()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        var gate = new Lock();
        int calls = 0;
        // The lock stands for a mailbox's, under which it decides what comes first.
        Task<bool>[] adding = [.. await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(() =>
        {
            lock (gate) return Task.FromResult(store.AddAsync("bob", Message($"{calls++}")));
        })))];

        await Assert.That((await Task.WhenAll(adding)).All(kept => kept)).IsTrue();
        await Assert.That(Texts(await store.ListAsync("bob", 0, 2000))).IsEqualTo(string.Join(' ', Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task Whoever_waits_for_a_call_cannot_hold_up_the_others()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        using var others = new ManualResetEventSlim();
        using SqliteConnection other = folder.Connect();
        // Until the continuation is there, so that it does not run on this thread.
        SqliteSchema.Run(other, "begin immediate");
        Task<bool> blocking = store.AddAsync("bob", Message("1"))
            .ContinueWith(_ => others.Wait(ScriptedClient.Patience), TaskContinuationOptions.ExecuteSynchronously);
        SqliteSchema.Run(other, "rollback");

        await store.AddAsync("bob", Message("2"));
        others.Set();

        await Assert.That(await blocking).IsTrue();
    }

    [Test]
    public async Task A_full_disk_refuses_what_finds_no_room_and_works_again_when_there_is_room()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await store.AddAsync("bob", Message("first"));
        folder.Database.Run("pragma max_page_count = 1");

        // One group, of which only the large ones fail.
        Task<bool>[] adding = [.. Enumerable.Range(0, 20).Select(i => store.AddAsync("bob", StoreMessages.Message($"{i}" + Padding(i), from: $"ann{i}")))];
        Task<bool> blocking = store.AddBlockAsync(new("bob", "ann")).AsTask();
        bool[] kept = await Task.WhenAll(adding);

        await Assert.That(string.Join(' ', kept.Select((isKept, i) => isKept ? i : -1).Where(i => i >= 0))).IsEqualTo("0 2 4 6 8 10 12 14 16 18");
        await Assert.That(await blocking).IsTrue();
        await Assert.That(Texts(await store.ListAsync("bob", 0, 100))).IsEqualTo("first 0 2 4 6 8 10 12 14 16 18");
        await Assert.That(folder.Log.Errors.Length).IsEqualTo(1);
        await Assert.That(folder.Log.Errors[0]).Contains("the disk is full");

        folder.Database.Run("pragma max_page_count = 100000");
        await Assert.That(await store.AddAsync("bob", Message("large" + Padding(1)))).IsTrue();
        folder.Time.Advance(TimeSpan.FromSeconds(11));
        await Assert.That(await store.AddAsync("bob", Message("again"))).IsTrue();
        await store.AddAsync("bob", Message("more"));
        await Assert.That(string.Join(' ', folder.Log.Lines.Select(line => line.Split(':')[0]))).IsEqualTo("Error Information");

        static string Padding(int i) => i % 2 == 0 ? "" : new string('x', 9000);
    }

    [Test]
    public async Task A_full_queue_refuses()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open(queueLimit: 3000);
        using SqliteConnection other = folder.Connect();
        SqliteSchema.Run(other, "begin immediate");
        Task<bool> first = store.AddAsync("bob", Message(new string('x', 1000)));

        Task<bool> second = store.AddAsync("bob", Message(new string('x', 1000)));
        // Removing and reading are never refused.
        Task removing = store.RemoveMessagesAsync("carol", [1]).AsTask();
        Task<IReadOnlyList<StoredMessage>> listing = store.ListAsync("bob", 0, 10);

        SqliteSchema.Run(other, "rollback");
        await Assert.That(await first).IsTrue();
        await Assert.That(await second).IsFalse();
        store.AllowAdds("bob", "ann");
        await removing;
        await Assert.That((await listing).Count).IsEqualTo(1);
        await Assert.That(await store.AddAsync("bob", Message(new string('x', 1000)))).IsTrue();
    }

    [Test]
    public async Task While_another_program_locks_the_database_changes_are_refused_and_reading_works()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await store.AddAsync("bob", Message("before"));
        using SqliteConnection other = folder.Connect();
        SqliteSchema.Run(other, "begin immediate");

        Task<bool>[] adding = [.. Enumerable.Range(0, 100).Select(i => store.AddAsync("bob", Message($"{i}")))];
        Task<IReadOnlyList<StoredMessage>> listing = store.ListAsync("bob", 0, 1000);

        await Assert.That((await Task.WhenAll(adding)).Any(kept => kept)).IsFalse();
        await Assert.That(Texts(await listing)).IsEqualTo("before");
        SqliteSchema.Run(other, "rollback");
        store.AllowAdds("bob", "ann");
        await Assert.That(await store.AddAsync("bob", Message("after"))).IsTrue();
        await Assert.That(Texts(await store.ListAsync("bob", 0, 1000))).IsEqualTo("before after");
        await Assert.That(folder.Log.Errors.Single()).Contains("locked by another program");
    }

    [Test]
    public async Task After_its_end_a_store_refuses()
    {
        using var folder = new StoreFolder();
        QueuedStore store = folder.Open();
        await store.DisposeAsync();

        await Assert.That(await store.AddAsync("bob", Message("1"))).IsFalse();
        await Assert.That(await store.ListMessagesAsync("bob", 0, 1)).IsNull();
        await store.RemoveUserAsync("bob");
        await store.DisposeAsync();
    }

    [Test]
    public async Task Messages_and_blocks_survive_a_restart_of_the_server()
    {
        using var folder = new StoreFolder();
        await using (TestServer server = await TestServer.StartAsync(store: folder.Open()))
        {
            ScriptedClient[] clients = await server.LoginAllAsync("ann", "bob");
            await clients[0].MessageAsync("carol", "one");
            await clients[1].MessageAsync("carol", "two");
            await clients[0].BlockAsync("bob");
        }

        await using TestServer restarted = await TestServer.StartAsync(store: folder.Open());
        ScriptedClient bob = await restarted.LoginAsync("bob");
        await Assert.That(await bob.TryMessageAsync("ann", "x")).IsEqualTo("error blocked");
        ScriptedClient carol = await restarted.LoginAsync("carol");
        List<WireLine> stored = await carol.ReadAsync(2);
        await Assert.That(string.Join("; ", stored)).IsEqualTo("message ann one stored; message bob two stored");
    }

    [Test]
    public async Task A_removed_account_is_forgotten_for_good()
    {
        using var folder = new StoreFolder();
        await using (TestServer server = await TestServer.StartAsync(store: folder.Open()))
        {
            ScriptedClient ann = await server.LoginAsync("ann");
            await ann.MessageAsync("bob", "for the old bob");
            await ann.BlockAsync("bob");
            server.RemoveAccount("bob");
            // The removal is in the queue before this is.
            await server.Store.ListBlocksAsync();
        }

        await using QueuedStore store = folder.Open();
        await Assert.That((await store.ListBlocksAsync()).Count).IsEqualTo(0);
        await Assert.That((await store.ListAsync("bob", 0, 10)).Count).IsEqualTo(0);
    }

    [Test]
    public async Task A_new_account_inherits_nothing_from_one_that_was_removed_while_the_server_was_stopped()
    {
        var store = new MemoryStore();
        await store.AddAsync("eve", Message("for the old eve"));
        await store.AddAsync("zoe", Message("for the old zoe"));
        await store.AddBlockAsync(new("ann", "eve"));
        await using TestServer server = await TestServer.StartAsync(store: store);
        ScriptedClient eve = await server.GreetAsync();
        await eve.RegisterAsync("eve", "pass");
        server.Accounts.With("zoe");
        server.Server.Follow(new AccountChanges(["zoe"], [], []));

        await Assert.That(await eve.NewsAsync()).IsEqualTo("");
        await Assert.That(await (await server.LoginAsync("zoe")).NewsAsync()).IsEqualTo("");
        await Assert.That((await store.ListBlocksAsync()).Count).IsEqualTo(0);
    }

    private static StoredMessage Message(string text) => StoreMessages.Message(text);

    private static string Texts(IEnumerable<StoredMessage> messages) => string.Join(' ', messages.Select(message => message.Text));
}
