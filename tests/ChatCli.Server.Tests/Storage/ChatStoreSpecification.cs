using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Memory;
using static ChatCli.Server.Tests.StoreMessages;

namespace ChatCli.Server.Tests;

/// <summary>What every <see cref="IChatStore"/> must do.</summary>
public abstract partial class ChatStoreSpecification
{
    /// <summary>An empty store.</summary>
    internal abstract IChatStore Create();

    /// <summary>An empty store that has room for about 1,000 bytes.</summary>
    internal abstract IChatStore CreateSmall();

    [Test]
    public async Task Messages_are_listed_in_the_order_in_which_they_were_added()
    {
        await using IChatStore store = Create();
        for (int i = 0; i < 50; i++) await Assert.That(await store.AddAsync("bob", Message($"{i}", i % 2 == 0 ? "ann" : "carol"))).IsTrue();

        IReadOnlyList<StoredMessage> messages = await store.ListAsync("bob", 0, 100);

        await Assert.That(Texts(messages)).IsEqualTo(string.Join(' ', Enumerable.Range(0, 50)));
        await Assert.That(messages.Zip(messages.Skip(1)).All(pair => pair.First.Position < pair.Second.Position)).IsTrue();
        await Assert.That(messages[0].Position).IsGreaterThan(0);
        await Assert.That(messages[1].From).IsEqualTo("carol");
        await Assert.That(messages[1].Time).IsEqualTo(17);
    }

    [Test]
    public async Task Calls_take_effect_in_the_order_in_which_they_were_made()
    {
        await using IChatStore store = Create();
        var adding = new List<Task>();
        for (int i = 0; i < 100; i++) adding.Add(store.AddAsync("bob", Message($"{i}")));
        Task<IReadOnlyList<StoredMessage>> listing = store.ListAsync("bob", 0, 1000);
        adding.Add(store.AddAsync("bob", Message("later")));

        await Assert.That(Texts(await listing)).IsEqualTo(string.Join(' ', Enumerable.Range(0, 100)));
        await Task.WhenAll(adding);
    }

    [Test]
    public async Task Messages_are_listed_page_by_page()
    {
        await using IChatStore store = Create();
        for (int i = 0; i < 7; i++) await store.AddAsync("bob", Message($"{i}"));
        await store.AddAsync("carol", Message("not bob's"));

        var pages = new List<string>();
        long after = 0;
        while (await store.ListAsync("bob", after, 3) is { Count: > 0 } page)
        {
            pages.Add(Texts(page));
            after = page[^1].Position;
        }

        await Assert.That(string.Join('|', pages)).IsEqualTo("0 1 2|3 4 5|6");
    }

    [Test]
    public async Task An_unknown_mailbox_is_empty()
    {
        await using IChatStore store = Create();
        await store.RemoveMessagesAsync("nobody", [1, 2]);
        await store.RemoveUserAsync("nobody");

        await Assert.That((await store.ListAsync("nobody", 0, 10)).Count).IsEqualTo(0);
    }

    [Test]
    public async Task Messages_are_removed_by_their_positions()
    {
        await using IChatStore store = Create();
        for (int i = 0; i < 5; i++) await store.AddAsync("bob", Message($"{i}"));
        await store.AddAsync("carol", Message("stays"));
        IReadOnlyList<StoredMessage> all = await store.ListAsync("bob", 0, 10);

        await store.RemoveMessagesAsync("bob", [all[2].Position, all[0].Position, all[2].Position, long.MaxValue]);

        await Assert.That(Texts(await store.ListAsync("bob", 0, 10))).IsEqualTo("1 3 4");
        await Assert.That(Texts(await store.ListAsync("bob", all[3].Position, 10))).IsEqualTo("4");
        await store.RemoveMessagesAsync("carol", [.. all.Select(message => message.Position)]);
        await store.RemoveMessagesAsync("bob", []);
        await Assert.That(Texts(await store.ListAsync("bob", 0, 10))).IsEqualTo("1 3 4");
        await Assert.That(Texts(await store.ListAsync("carol", 0, 10))).IsEqualTo("stays");
        await store.RemoveAllMessagesAsync("bob");
        await Assert.That((await store.ListAsync("bob", 0, 10)).Count).IsEqualTo(0);
    }

    [Test]
    public async Task Positions_go_on_after_a_removal()
    {
        await using IChatStore store = Create();
        await store.AddAsync("bob", Message("1"));
        long first = (await store.ListAsync("bob", 0, 1))[0].Position;
        await store.RemoveMessagesAsync("bob", [first]);
        await store.AddAsync("bob", Message("2"));

        await Assert.That(Texts(await store.ListAsync("bob", first, 1))).IsEqualTo("2");
    }

    [Test]
    public async Task Any_text_comes_back_as_it_was()
    {
        await using IChatStore store = Create();
        string text = "  \0 \u001b ' \" ; -- ünï 🙂\r\n\t" + new string('x', 9000);
        await store.AddAsync("bob", Message(text, "'; drop"));

        StoredMessage message = (await store.ListAsync("bob", 0, 1))[0];

        await Assert.That(message.Text).IsEqualTo(text);
        await Assert.That(message.From).IsEqualTo("'; drop");
    }

    [Test]
    public async Task Names_differ_by_case()
    {
        await using IChatStore store = Create();
        await store.AddAsync("bob", Message("small"));
        await store.AddBlockAsync(new("bob", "ann"));
        await store.AddBlockAsync(new("Bob", "ann"));

        await Assert.That((await store.ListAsync("Bob", 0, 1)).Count).IsEqualTo(0);
        await Assert.That((await store.ListBlocksAsync()).Count).IsEqualTo(2);
    }

    [Test]
    public async Task Blocks_are_remembered_once_and_forgotten()
    {
        await using IChatStore store = Create();
        await Assert.That(await store.AddBlockAsync(new("bob", "ann"))).IsTrue();
        await Assert.That(await store.AddBlockAsync(new("bob", "ann"))).IsTrue();
        await Assert.That(await store.AddBlockAsync(new("ann", "bob"))).IsTrue();
        await Assert.That((await store.ListBlocksAsync()).Count).IsEqualTo(2);

        await Assert.That(await store.RemoveBlockAsync(new("bob", "ann"))).IsTrue();
        await Assert.That(await store.RemoveBlockAsync(new("bob", "ann"))).IsTrue();

        await Assert.That((await store.ListBlocksAsync()).Single()).IsEqualTo(new StoredBlock("ann", "bob"));
    }

    [Test]
    public async Task A_removed_user_leaves_nothing()
    {
        await using IChatStore store = Create();
        await store.AddAsync("bob", Message("1"));
        await store.AddAsync("carol", Message("2", "bob"));
        await store.AddBlockAsync(new("bob", "ann"));
        await store.AddBlockAsync(new("ann", "bob"));
        await store.AddBlockAsync(new("ann", "carol"));

        await store.RemoveUserAsync("bob");

        await Assert.That((await store.ListAsync("bob", 0, 10)).Count).IsEqualTo(0);
        // What bob sent to others stays theirs.
        await Assert.That(Texts(await store.ListAsync("carol", 0, 10))).IsEqualTo("2");
        await Assert.That((await store.ListBlocksAsync()).Single()).IsEqualTo(new StoredBlock("ann", "carol"));
    }

    [Test]
    public async Task Everybody_of_whom_there_is_anything_is_listed()
    {
        await using IChatStore store = Create();
        await Assert.That(await store.UsersAsync()).IsEqualTo("");
        for (int i = 0; i < 3; i++) await store.AddAsync("bob", Message($"{i}", n: i + 1));
        await store.AddBlockAsync(new("carol", "dave"));
        await store.NoteTakenAsync([new("eve", "x", "finn", 1)]);
        await store.SetTokenAsync(new("gil", "x", "y", "", true));

        await Assert.That(await store.UsersAsync()).IsEqualTo("ann bob carol dave eve finn gil");

        foreach (string user in (string[])["ann", "carol", "eve", "gil"]) await Assert.That(await store.RemoveUserAsync(user)).IsTrue();
        // The text is bob's until he has read it.
        await Assert.That(await store.UsersAsync()).IsEqualTo("bob");
    }

    [Test]
    public async Task A_full_store_says_so_and_changes_nothing()
    {
        await using IChatStore store = CreateSmall();
        await Assert.That(await store.AddAsync("bob", Message("1"))).IsTrue();
        await Assert.That(await store.AddAsync("bob", Message(new string('x', 10_000), n: 2))).IsFalse();
        store.AllowAdds("bob", "ann");
        await Assert.That(await store.AddAsync("bob", Message("2", n: 2))).IsTrue();

        IReadOnlyList<StoredMessage> messages = await store.ListAsync("bob", 0, 10);
        await Assert.That(Texts(messages)).IsEqualTo("1 2");
        await store.RemoveAllMessagesAsync("bob");
        // What was removed has made room again, as often as one likes.
        for (int i = 0; i < 100; i++)
        {
            await Assert.That(await store.AddAsync("bob", Message(new string('x', 200)))).IsTrue();
            await store.RemoveAllMessagesAsync("bob");
            await Assert.That(await store.AddAsync("bob", Message(new string('x', 200)))).IsTrue();
            await store.RemoveUserAsync("bob");
        }
    }

    [Test]
    public async Task It_may_be_used_from_many_threads()
    {
        await using IChatStore store = Create();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++) await store.AddAsync($"user{thread % 2}", Message($"{thread}.{i}"));
        })));

        for (int user = 0; user < 2; user++)
        {
            string[] texts = [.. (await store.ListAsync($"user{user}", 0, 1000)).Select(message => message.Text)];
            await Assert.That(texts.Length).IsEqualTo(400);
            for (int thread = user; thread < 8; thread += 2)
            {
                string mine = string.Join(' ', texts.Where(text => text.StartsWith($"{thread}.", StringComparison.Ordinal)));
                await Assert.That(mine).IsEqualTo(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"{thread}.{i}")));
            }
        }
    }

    private static string Texts(IEnumerable<StoredMessage> messages) => string.Join(' ', messages.Select(message => message.Text));
}

[InheritsTests]
public class MemoryStoreTests : ChatStoreSpecification
{
    internal override IChatStore Create() => new MemoryStore();

    internal override IChatStore CreateSmall() => new MemoryStore(limit: 1000);

    internal override IChatStore OpenOther(IChatStore store) => store;
}
