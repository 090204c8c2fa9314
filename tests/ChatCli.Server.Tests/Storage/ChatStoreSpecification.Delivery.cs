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
    public async Task The_position_of_a_message_comes_with_the_answer_and_grows_within_its_mailbox()
    {
        await using IChatStore store = Create();
        var outcomes = new Outcomes(20);
        for (int i = 0; i < 20; i++) store.Add(i % 2 == 0 ? "bob" : "carol", Message($"{i}", n: i + 1), outcomes);
        await outcomes.AllAsync();

        StoredMessage[] bobs = [.. outcomes.Told.Where((_, i) => i % 2 == 0).Select(told => told.Message)];
        await Assert.That(bobs.Zip(bobs.Skip(1)).All(pair => pair.First.Position < pair.Second.Position)).IsTrue();
        await Assert.That(bobs[0].Position).IsGreaterThan(0);
        await Assert.That((await store.ListAsync("bob", 0, 100)).SequenceEqual(bobs)).IsTrue();
        await Assert.That((await store.ListAsync("bob", bobs[2].Position, 100)).SequenceEqual(bobs[3..])).IsTrue();
    }

    [Test]
    public async Task Observers_are_told_in_the_order_of_the_calls()
    {
        await using IChatStore store = Create();
        var outcomes = new Outcomes(200);
        for (int i = 0; i < 200; i++) store.Add($"user{i % 3}", Message($"{i}", n: i + 1), outcomes);
        await outcomes.AllAsync();

        await Assert.That(string.Join(' ', outcomes.Told.Select(told => told.Message.Text))).IsEqualTo(string.Join(' ', Enumerable.Range(0, 200)));
        await Assert.That(outcomes.Told.All(told => told.IsStored)).IsTrue();
    }

    [Test]
    public async Task A_removal_counts_from_its_place_in_the_order_and_takes_nothing_else()
    {
        await using IChatStore store = Create();
        var removing = new List<Task>();
        var outcomes = new Outcomes(300);
        for (int i = 0; i < 100; i++)
        {
            store.Add("bob", Message($"{i}"), outcomes);
            // As soon as its position is known, while others are on their way.
            store.AddMessage("bob", Message("removed"), new Reaction(position =>
            {
                lock (removing) removing.Add(store.RemoveMessagesAsync("bob", [position]).AsTask());
                outcomes.Told.Add((Message("removed"), true));
                return Task.CompletedTask;
            }));
            store.Add("bob", Message($"{i}b"), outcomes);
        }
        await outcomes.AllAsync();

        // Asked for after all of them.
        string left = Texts(await store.ListAsync("bob", 0, 1000));
        await Assert.That(left).IsEqualTo(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"{i} {i}b")));
        await Task.WhenAll(removing);
    }

    [Test]
    public async Task An_observer_may_use_the_store()
    {
        await using IChatStore store = Create();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.AddMessage("bob", Message("1"), new Reaction(async _ =>
        {
            store.Add("bob", Message("2", n: 2), new Outcomes(1));
            done.SetResult((await store.ListAsync("bob", 0, 10)).Count);
        }));

        await Assert.That(await done.Task.WaitAsync(TimeSpan.FromSeconds(10))).IsEqualTo(2);
    }

    [Test]
    public async Task After_a_refusal_later_messages_of_the_sender_to_the_recipient_are_refused_until_they_are_allowed()
    {
        await using IChatStore store = CreateSmall();
        var outcomes = new Outcomes(3);
        store.Add("bob", Message("1"), outcomes);
        store.Add("bob", Message(new string('x', 10_000), n: 2), outcomes);
        store.Add("bob", Message("3", n: 3), outcomes);
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
        store.Add("bob", Message(new string('x', 10_000)), outcomes);
        store.Add("bob", Message("2", n: 2), outcomes);
        store.AllowAdds("bob", "ann");
        store.Add("bob", Message("1"), outcomes);
        store.Add("bob", Message("2", n: 2), outcomes);
        await outcomes.AllAsync();

        await Assert.That(string.Join(' ', outcomes.Told.Select(told => told.IsStored))).IsEqualTo("False False True True");
        await Assert.That(Texts(await store.ListAsync("bob", 0, 10))).IsEqualTo("1 2");
    }

    [Test]
    public async Task A_message_is_noted_as_taken_with_its_add_and_not_when_it_was_refused()
    {
        await using IChatStore store = CreateSmall();
        var outcomes = new Outcomes(2);
        store.Add("bob", Message("1", n: 7), outcomes);
        store.Add("bob", Message(new string('x', 10_000), n: 9), outcomes);

        // What was asked for later sees it, told or not.
        await Assert.That((await store.ListTakenAsync("ann", Instance)).Single()).IsEqualTo(new StoredTaken("ann", Instance, "bob", 7));
        await outcomes.AllAsync();
    }

    [Test]
    public async Task What_was_taken_outlives_the_message()
    {
        await using IChatStore store = Create();
        await store.AddAsync("bob", Message("1", n: 7));
        await store.RemoveAllMessagesAsync("bob");

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
        await store.RemoveAllMessagesAsync("bob");
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
    public async Task Positions_go_on_when_it_is_opened_again_although_nothing_waits()
    {
        IChatStore store = Create();
        for (int i = 0; i < 5; i++) await store.AddAsync("bob", Message($"{i}", n: i + 1));
        long before = (await store.ListAsync("bob", 0, 10))[^1].Position;
        await store.RemoveAllMessagesAsync("bob");

        store = await ReopenAsync(store);

        var outcomes = new Outcomes(1);
        store.Add("bob", Message("later", n: 6), outcomes);
        await outcomes.AllAsync();
        await Assert.That(outcomes.Told[0].Message.Position).IsGreaterThan(before);
        await Assert.That(Texts(await store.ListAsync("bob", before, 10))).IsEqualTo("later");
        await store.DisposeAsync();
    }

    /// <summary>Does something when a message was stored.</summary>
    private sealed class Reaction(Func<long, Task> act) : IAddObserver
    {
        public void Stored(long position) => _ = act(position);

        public void Refused() => throw new InvalidOperationException("The message was refused.");
    }
}
