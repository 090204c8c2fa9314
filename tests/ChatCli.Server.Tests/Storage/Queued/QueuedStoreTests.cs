using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Queued;
using ChatCli.Testing;
using Microsoft.Extensions.Time.Testing;
using static ChatCli.Server.Tests.StoreMessages;

namespace ChatCli.Server.Tests;

[InheritsTests]
public class QueuedSpecificationTests : ChatStoreSpecification
{
    private readonly LateDatabase.Data _data = new();

    internal override IChatStore Create() => Open(int.MaxValue);

    internal override IChatStore CreateSmall() => Open(limit: 1000);

    internal override IChatStore OpenOther(IChatStore store) => Open(int.MaxValue);

    internal override async ValueTask<IChatStore> ReopenAsync(IChatStore store)
    {
        await store.DisposeAsync();
        return Create();
    }

    private QueuedStore Open(int limit) => new(new LateDatabase(_data, limit), new RecordingLog(), new FakeTimeProvider());
}

/// <summary>What the queue does with failures of a database, whichever it is.</summary>
public sealed class QueuedStoreTests : IDisposable
{
    private readonly LateDatabase _database = new(new LateDatabase.Data());
    private readonly RecordingLog _log = new();
    private readonly ManualResetEventSlim _isAtWork = new();
    private readonly ManualResetEventSlim _isReleased = new();

    public void Dispose()
    {
        _isAtWork.Dispose();
        _isReleased.Dispose();
    }

    [Test]
    public async Task Where_no_change_can_succeed_one_is_tried_for_all_and_reading_goes_on()
    {
        await using QueuedStore store = Open();
        var tried = new List<string>();
        Task<bool>[] adding = AddSenders(store, 20);
        Task<IReadOnlyList<StoredMessage>> listing = store.ListAsync("bob", 0, 10);
        Release(operation =>
        {
            tried.Add(operation);
            if (operation.StartsWith("add", StringComparison.Ordinal)) throw new LateException(FailureKind.AllChanges);
        });

        await Assert.That((await Task.WhenAll(adding)).Any(kept => kept)).IsFalse();
        await Assert.That(await listing).IsEmpty();
        await Assert.That(string.Join(", ", tried)).IsEqualTo("add 0, list, commit");
        await Assert.That(_log.Errors.Single()).Contains("late has failed");
    }

    [Test]
    public async Task A_group_whose_commit_fails_is_done_again_one_by_one()
    {
        await using QueuedStore store = Open();
        Task<bool>[] adding = AddSenders(store, 3);
        int commits = 0;
        // The first is the group's, the third the second message's.
        Release(operation =>
        {
            if (operation == "commit" && ++commits is 1 or 3) throw new LateException(FailureKind.Operation);
        });

        await Assert.That(string.Join(' ', await Task.WhenAll(adding))).IsEqualTo("True False True");
        await Assert.That(string.Join(' ', (await store.ListAsync("bob", 0, 10)).Select(message => message.Text))).IsEqualTo("0 2");
    }

    [Test]
    public async Task A_bug_refuses_its_own_operation_alone_and_is_logged_without_its_message()
    {
        await using QueuedStore store = Open();
        Task<bool>[] adding = AddSenders(store, 3);
        Release(operation =>
        {
            if (operation == "add 1") throw new InvalidOperationException("what ann wrote");
        });

        await Assert.That(string.Join(' ', await Task.WhenAll(adding))).IsEqualTo("True False True");
        await Assert.That(_log.Errors.Single()).Contains(nameof(InvalidOperationException)).And.DoesNotContain("what ann wrote");
    }

    [Test]
    public async Task Around_damage_a_removal_is_done_outside_of_a_transaction()
    {
        await using QueuedStore store = Open();
        Release(_ => { });
        await store.AddAsync("bob", Message("1"));
        int tries = 0;
        _database.Before = operation =>
        {
            if (operation == "remove" && ++tries <= 2) throw new LateException(FailureKind.Damage);
        };

        await store.RemoveAllMessagesAsync("bob");

        await Assert.That(tries).IsEqualTo(3);
        await Assert.That(await store.ListAsync("bob", 0, 10)).IsEmpty();
        await Assert.That(_log.Errors.Single()).Contains("late is damaged");
    }

    /// <summary>A store whose own first transaction, which every store begins with, ends when the test has asked for what it wants.</summary>
    private QueuedStore Open()
    {
        _database.Before = _ =>
        {
            _isAtWork.Set();
            _isReleased.Wait(ScriptedClient.Patience);
        };
        var store = new QueuedStore(_database, _log, new FakeTimeProvider());
        _isAtWork.Wait(ScriptedClient.Patience);
        return store;
    }

    /// <summary>Lets the store begin with what the test has asked for.</summary>
    private void Release(Action<string> before)
    {
        _database.Before = before;
        _isReleased.Set();
    }

    private static Task<bool>[] AddSenders(QueuedStore store, int count) =>
        [.. Enumerable.Range(0, count).Select(i => store.AddAsync("bob", Message($"{i}", from: $"ann{i}")))];
}
