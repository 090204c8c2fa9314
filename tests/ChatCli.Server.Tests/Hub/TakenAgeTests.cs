using ChatCli.Server.Storage.Queued;
using ChatCli.Server.Storage.Sqlite;

namespace ChatCli.Server.Tests;

/// <summary>What tells a message that is sent again is forgotten when it was not touched for 90 days.</summary>
public class TakenAgeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromDays(90);

    [Test]
    public async Task What_was_not_touched_for_90_days_is_dropped_at_the_start()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore store = folder.Open())
        {
            await store.NoteTakenAsync([new("ann", StoreMessages.Instance, "bob", 7)]);
            await store.AddAsync("carol", StoreMessages.Message("hi", n: 8));
        }
        folder.Time.Advance(Limit);
        await using (QueuedStore store = folder.Open()) await Assert.That(await TakenAsync(store)).IsEqualTo("bob 7; carol 8");
        folder.Time.Advance(TimeSpan.FromSeconds(1));

        await using QueuedStore later = folder.Open();
        await Assert.That(await TakenAsync(later)).IsEqualTo("");
        // The message itself waits as long as it has to.
        await Assert.That((await later.ListAsync("carol", 0, 10)).Count).IsEqualTo(1);
    }

    [Test]
    public async Task Touching_renews_it()
    {
        using var folder = new StoreFolder();
        await using (QueuedStore store = folder.Open())
        {
            await store.NoteTakenAsync([new("ann", StoreMessages.Instance, "bob", 7), new("ann", StoreMessages.Instance, "dave", 1)]);
            await store.AddAsync("carol", StoreMessages.Message("one", n: 8));
            folder.Time.Advance(Limit - TimeSpan.FromSeconds(1));
            // The same number again renews it too.
            await store.NoteTakenAsync([new("ann", StoreMessages.Instance, "bob", 7)]);
            await store.AddAsync("carol", StoreMessages.Message("two", n: 9));
        }
        folder.Time.Advance(TimeSpan.FromSeconds(2));

        await using QueuedStore later = folder.Open();
        await Assert.That(await TakenAsync(later)).IsEqualTo("bob 7; carol 9");
    }

    [Test]
    public async Task It_is_dropped_within_a_day_while_the_server_runs()
    {
        using var folder = new StoreFolder();
        await using QueuedStore store = folder.Open();
        await store.NoteTakenAsync([new("ann", StoreMessages.Instance, "bob", 7)]);
        folder.Time.Advance(Limit);
        await Assert.That(await TakenAsync(store)).IsEqualTo("bob 7");

        folder.Time.Advance(TimeSpan.FromDays(1));

        await Assert.That(await TakenAsync(store)).IsEqualTo("");
    }

    private static async Task<string> TakenAsync(QueuedStore store) =>
        string.Join("; ", (await store.ListTakenAsync("ann", StoreMessages.Instance)).OrderBy(one => one.Recipient).Select(one => $"{one.Recipient} {one.N}"));
}
