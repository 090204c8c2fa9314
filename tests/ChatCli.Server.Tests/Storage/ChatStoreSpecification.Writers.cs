using ChatCli.Server.Storage;
using static ChatCli.Server.Tests.StoreMessages;

namespace ChatCli.Server.Tests;

/// <summary>The part of the specification that lets several servers write to one store.</summary>
public abstract partial class ChatStoreSpecification
{
    /// <summary>Another writer of the same store, to be disposed before it.</summary>
    internal abstract IChatStore OpenOther(IChatStore store);

    [Test]
    public async Task A_row_of_another_writer_between_two_is_listed_and_stays_when_they_are_removed()
    {
        await using IChatStore store = Create();
        await using IChatStore other = OpenOther(store);
        var (first, second) = (new Outcomes(1), new Outcomes(1));
        store.Add("bob", Message("1"), first);
        await first.AllAsync();
        bool isOtherStored = await other.AddAsync("bob", Message("other", "carol"));
        store.Add("bob", Message("2", n: 2), second);
        await second.AllAsync();
        IReadOnlyList<StoredMessage> all = await store.ListAsync("bob", 0, 10);

        await store.RemoveMessagesAsync("bob", [first.Told[0].Message.Position, second.Told[0].Message.Position]);

        await Assert.That($"{isOtherStored}: {Texts(all)}; then {Texts(await store.ListAsync("bob", 0, 10))}").IsEqualTo("True: 1 other 2; then other");
    }

    [Test]
    public async Task Rows_of_several_writers_at_once_keep_the_order_of_each_and_share_no_position()
    {
        await using IChatStore store = Create();
        await using IChatStore other = OpenOther(store);
        var (anns, carols) = (new Outcomes(200), new Outcomes(200));
        for (int i = 1; i <= 200; i++)
        {
            store.Add("bob", Message($"{i}", n: i), anns);
            other.Add("bob", Message($"{i}", "carol", n: i), carols);
        }
        await anns.AllAsync();
        await carols.AllAsync();

        IReadOnlyList<StoredMessage> all = await store.ListAsync("bob", 0, 1000);

        await Assert.That(all.Select(row => row.Position)).HasDistinctItems();
        await Assert.That(all.Where(row => row.From == "ann").SequenceEqual(anns.Told.Select(told => told.Message))).IsTrue();
        await Assert.That(all.Where(row => row.From == "carol").SequenceEqual(carols.Told.Select(told => told.Message))).IsTrue();
        // Page by page, with rows added between the pages, nothing is passed over.
        var paged = new List<StoredMessage>();
        while (await other.ListAsync("bob", paged.LastOrDefault()?.Position ?? 0, 30) is { Count: > 0 } page)
        {
            paged.AddRange(page);
            if (paged.Count < 300) await store.AddAsync("bob", Message("later", "dave", n: paged.Count));
        }
        await Assert.That(paged.SequenceEqual(await store.ListAsync("bob", 0, 1000))).IsTrue();
    }
}
