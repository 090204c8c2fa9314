using ChatCli.Server.Storage;
using static ChatCli.Server.Tests.StoreMessages;

namespace ChatCli.Server.Tests;

/// <summary>The part of the specification that delivery relies on: order, refusals, what was taken, tokens, and what a restart leaves.</summary>
public abstract partial class ChatStoreSpecification
{
    private const string Other = "ffeeddccbbaa99887766554433221100";

    /// <summary>
    /// The same store after the process has ended and begun again; the old one is not used any more. One that remembers as long as
    /// the process runs stays as it is.
    /// </summary>
    internal virtual ValueTask<IChatStore> ReopenAsync(IChatStore store) => new(store);

    [Test]
    public async Task The_number_of_a_message_is_known_at_once_and_the_same_everywhere()
    {
        await using IChatStore store = Create();
        var outcomes = new Outcomes(20);
        long[] numbers = [.. Enumerable.Range(0, 20).Select(i => store.AddMessage(i % 2 == 0 ? "bob" : "carol", Message($"{i}", n: i + 1), outcomes))];
        await outcomes.AllAsync();

        await Assert.That(numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second)).IsTrue();
        await Assert.That(outcomes.Told.Select(told => told.Message.Sequence)).IsEquivalentTo(numbers);
        IReadOnlyList<StoredMessage> messages = await store.ListAsync("bob", numbers[2], 100);
        await Assert.That(messages.Select(message => message.Sequence)).IsEquivalentTo(numbers.Where((number, i) => i % 2 == 0 && i > 2));
        await Assert.That(messages[0]).IsEqualTo(Message("4", n: 5) with { Sequence = numbers[4] });
    }

    [Test]
    public async Task Observers_are_told_in_the_order_of_the_calls()
    {
        await using IChatStore store = Create();
        var outcomes = new Outcomes(200);
        for (int i = 0; i < 200; i++) store.AddMessage($"user{i % 3}", Message($"{i}", n: i + 1), outcomes);
        await outcomes.AllAsync();

        await Assert.That(string.Join(' ', outcomes.Told.Select(told => told.Message.Text))).IsEqualTo(string.Join(' ', Enumerable.Range(0, 200)));
        await Assert.That(outcomes.Told.All(told => told.IsStored)).IsTrue();
    }

    [Test]
    public async Task A_removal_takes_what_was_added_before_it_and_nothing_later()
    {
        await using IChatStore store = Create();
        var outcomes = new Outcomes(300);
        Task last = Task.CompletedTask;
        for (int i = 0; i < 100; i++)
        {
            store.AddMessage("bob", Message("removed"), outcomes);
            long number = store.AddMessage("bob", Message("removed too"), outcomes);
            last = store.RemoveMessagesAsync("bob", number).AsTask();
            store.AddMessage("bob", Message($"{i}"), outcomes);
            if (i < 99) last = store.RemoveMessagesAsync("bob", long.MaxValue).AsTask();
        }

        await last;

        await Assert.That(Texts(await store.ListAsync("bob", 0, 1000))).IsEqualTo("99");
    }

    [Test]
    public async Task An_observer_may_use_the_store()
    {
        await using IChatStore store = Create();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.AddMessage("bob", Message("1"), new Reaction(async () =>
        {
            store.AddMessage("bob", Message("2", n: 2), new Outcomes(1));
            done.SetResult((await store.ListAsync("bob", 0, 10)).Count);
        }));

        await Assert.That(await done.Task.WaitAsync(TimeSpan.FromSeconds(10))).IsEqualTo(2);
    }

    [Test]
    public async Task After_a_refusal_later_messages_of_the_sender_to_the_recipient_are_refused_until_they_are_allowed()
    {
        await using IChatStore store = CreateSmall();
        var outcomes = new Outcomes(3);
        store.AddMessage("bob", Message("1"), outcomes);
        store.AddMessage("bob", Message(new string('x', 10_000), n: 2), outcomes);
        store.AddMessage("bob", Message("3", n: 3), outcomes);
        await outcomes.AllAsync();
        await Assert.That(string.Join(' ', outcomes.Told.Select(told => told.IsStored))).IsEqualTo("True False False");

        await Assert.That(await store.AddAsync("bob", Message("of another", "carol"))).IsTrue();
        await Assert.That(await store.AddAsync("carol", Message("to another", n: 4))).IsTrue();
        await Assert.That(await store.AddAsync("bob", Message("still", n: 5))).IsFalse();
        await Assert.That(await store.AddAsync("bob", Message("another process", instance: Other))).IsFalse();
        store.AllowAdds("bob", "ann");

        await Assert.That(await store.AddAsync("bob", Message("2", n: 2))).IsTrue();
        await Assert.That(Texts(await store.ListAsync("bob", 0, 10))).IsEqualTo("1 of another 2");
    }

    [Test]
    public async Task A_permission_counts_from_its_place_in_the_order()
    {
        await using IChatStore store = CreateSmall();
        var outcomes = new Outcomes(4);
        store.AddMessage("bob", Message(new string('x', 10_000)), outcomes);
        store.AddMessage("bob", Message("2", n: 2), outcomes);
        store.AllowAdds("bob", "ann");
        store.AddMessage("bob", Message("1"), outcomes);
        store.AddMessage("bob", Message("2", n: 2), outcomes);
        await outcomes.AllAsync();

        await Assert.That(string.Join(' ', outcomes.Told.Select(told => told.IsStored))).IsEqualTo("False False True True");
        await Assert.That(Texts(await store.ListAsync("bob", 0, 10))).IsEqualTo("1 2");
    }

    [Test]
    public async Task A_message_is_noted_as_taken_with_its_add_and_not_when_it_was_refused()
    {
        await using IChatStore store = CreateSmall();
        var outcomes = new Outcomes(2);
        store.AddMessage("bob", Message("1", n: 7), outcomes);
        store.AddMessage("bob", Message(new string('x', 10_000), n: 9), outcomes);

        // What was asked for later sees it, told or not.
        await Assert.That((await store.ListTakenAsync("ann", Instance)).Single()).IsEqualTo(new StoredTaken("ann", Instance, "bob", 7));
        await outcomes.AllAsync();
    }

    [Test]
    public async Task What_was_taken_outlives_the_message()
    {
        await using IChatStore store = Create();
        await store.AddAsync("bob", Message("1", n: 7));
        await store.RemoveMessagesAsync("bob", long.MaxValue);

        await Assert.That((await store.ListTakenAsync("ann", Instance)).Single().N).IsEqualTo(7);
    }

    [Test]
    public async Task What_was_taken_is_kept_for_each_sender_instance_and_recipient_and_the_higher_number_stays()
    {
        await using IChatStore store = Create();
        await store.NoteTakenAsync([new("ann", Instance, "bob", 5), new("ann", Instance, "carol", 6), new("ann", Other, "bob", 7), new("Ann", Instance, "bob", 8)]);
        await store.NoteTakenAsync([new("ann", Instance, "bob", 4), new("ann", Instance, "carol", long.MaxValue)]);
        await store.AddAsync("bob", Message("late", n: 3));
        await store.NoteTakenAsync([]);

        IReadOnlyList<StoredTaken> taken = await store.ListTakenAsync("ann", Instance);

        await Assert.That(taken).IsEquivalentTo(new StoredTaken[] { new("ann", Instance, "bob", 5), new("ann", Instance, "carol", long.MaxValue) });
        await Assert.That((await store.ListTakenAsync("ann", Other)).Single().N).IsEqualTo(7);
        await Assert.That(await store.ListTakenAsync("bob", Instance)).IsEmpty();
        await Assert.That(await store.ListTakenAsync("ann", "")).IsEmpty();
    }

    [Test]
    public async Task A_user_has_one_token_the_last_one()
    {
        await using IChatStore store = Create();
        await Assert.That(await store.SetTokenAsync(new("ann", Instance, "aa", "", IsOnline: true))).IsTrue();
        await Assert.That(await store.SetTokenAsync(new("bob", Other, "bb", "", IsOnline: true))).IsTrue();
        await Assert.That(await store.SetTokenAsync(new("ann", Instance, "cc", "aa", IsOnline: false))).IsTrue();
        await Assert.That(await store.ListTokensAsync()).IsEquivalentTo(
            new StoredToken[] { new("ann", Instance, "cc", "aa", false), new("bob", Other, "bb", "", true) });

        await Assert.That(await store.RemoveTokenAsync("ann")).IsTrue();
        await Assert.That(await store.RemoveTokenAsync("ann")).IsTrue();

        await Assert.That((await store.ListTokensAsync()).Single().User).IsEqualTo("bob");
    }

    [Test]
    public async Task A_removed_user_leaves_no_token_and_nothing_taken()
    {
        await using IChatStore store = Create();
        await store.NoteTakenAsync([new("ann", Instance, "bob", 5), new("ann", Instance, "carol", 6), new("bob", Other, "ann", 7)]);
        await store.SetTokenAsync(new("bob", Other, "bb", "", IsOnline: true));
        await store.SetTokenAsync(new("ann", Instance, "aa", "", IsOnline: true));

        await store.RemoveUserAsync("bob");

        await Assert.That(await store.ListTakenAsync("bob", Other)).IsEmpty();
        await Assert.That((await store.ListTakenAsync("ann", Instance)).Single().Recipient).IsEqualTo("carol");
        await Assert.That((await store.ListTokensAsync()).Single().User).IsEqualTo("ann");
    }

    [Test]
    public async Task A_removed_user_leaves_no_refusal()
    {
        await using IChatStore store = CreateSmall();
        await store.AddAsync("bob", Message(new string('x', 10_000)));
        await store.RemoveUserAsync("bob");

        await Assert.That(await store.AddAsync("bob", Message("1"))).IsTrue();
    }

    [Test]
    public async Task Everything_is_there_when_it_is_opened_again()
    {
        IChatStore store = Create();
        await store.AddAsync("bob", Message("removed"));
        await store.RemoveMessagesAsync("bob", long.MaxValue);
        await store.AddAsync("bob", Message("1", n: 2));
        await store.AddAsync("bob", Message("ünï 🙂 \0", "carol", n: 9, Other));
        await store.NoteTakenAsync([new("dave", Other, "bob", 5)]);
        await store.AddBlockAsync(new("bob", "ann"));
        await store.AddBlockAsync(new("bob", "carol"));
        await store.RemoveBlockAsync(new("bob", "carol"));
        await store.SetTokenAsync(new("ann", Instance, "aa", "bb", IsOnline: true));
        await store.SetTokenAsync(new("bob", Instance, "cc", "", IsOnline: true));
        await store.RemoveTokenAsync("bob");
        IReadOnlyList<StoredMessage> before = await store.ListAsync("bob", 0, 10);

        store = await ReopenAsync(store);

        await Assert.That(await store.ListAsync("bob", 0, 10)).IsEquivalentTo(before);
        await Assert.That((await store.ListTakenAsync("ann", Instance)).Single().N).IsEqualTo(2);
        await Assert.That((await store.ListTakenAsync("carol", Other)).Single().N).IsEqualTo(9);
        await Assert.That((await store.ListTakenAsync("dave", Other)).Single().N).IsEqualTo(5);
        await Assert.That((await store.ListBlocksAsync()).Single()).IsEqualTo(new StoredBlock("bob", "ann"));
        await Assert.That((await store.ListTokensAsync()).Single()).IsEqualTo(new StoredToken("ann", Instance, "aa", "bb", true));
        await store.DisposeAsync();
    }

    [Test]
    public async Task Numbers_go_on_when_it_is_opened_again_although_nothing_waits()
    {
        IChatStore store = Create();
        long before = 0;
        for (int i = 0; i < 5; i++) before = store.AddMessage("bob", Message($"{i}", n: i + 1), new Outcomes(1));
        await store.RemoveMessagesAsync("bob", long.MaxValue);

        store = await ReopenAsync(store);

        await Assert.That(store.AddMessage("bob", Message("later", n: 6), new Outcomes(1))).IsGreaterThan(before);
        await Assert.That(Texts(await store.ListAsync("bob", before, 10))).IsEqualTo("later");
        await store.DisposeAsync();
    }

    /// <summary>Keeps what it is told.</summary>
    private sealed class Outcomes(int expected) : IAddObserver
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();

        public List<(StoredMessage Message, bool IsStored)> Told { get; } = [];

        public Task AllAsync() => _all.Task.WaitAsync(TimeSpan.FromSeconds(10));

        public void Added(StoredMessage message, bool isStored)
        {
            lock (_gate)
            {
                Told.Add((message, isStored));
                if (Told.Count >= expected) _all.TrySetResult();
            }
        }
    }

    /// <summary>Does something when it is told.</summary>
    private sealed class Reaction(Func<Task> act) : IAddObserver
    {
        public void Added(StoredMessage message, bool isStored) => _ = act();
    }
}
