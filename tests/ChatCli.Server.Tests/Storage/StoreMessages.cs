using ChatCli.Server.Storage;

namespace ChatCli.Server.Tests;

/// <summary>Adds to stores as tests do: one message, and its outcome awaited.</summary>
internal static class StoreMessages
{
    public const string Instance = "00112233445566778899aabbccddeeff";

    /// <summary>A message at a time that no clock shows.</summary>
    public static StoredMessage Message(string text, string from = "ann", long n = 1, string instance = Instance) =>
        new(0, from, instance, n, text, 17);

    /// <summary>Adds a message; whether it was stored.</summary>
    public static Task<bool> AddAsync(this IChatStore store, string recipient, StoredMessage message)
    {
        var outcome = new AddOutcome();
        store.AddMessage(recipient, message, outcome);
        return outcome.Told;
    }

    /// <summary>Adds a message; what becomes of it is one of the outcomes.</summary>
    public static void Add(this IChatStore store, string recipient, StoredMessage message, Outcomes outcomes) =>
        store.AddMessage(recipient, message, outcomes.Of(message));

    /// <summary>The messages of a mailbox from a store that can be read.</summary>
    public static async Task<IReadOnlyList<StoredMessage>> ListAsync(this IChatStore store, string recipient, long after, int count) =>
        await store.ListMessagesAsync(recipient, after, count) ?? throw new InvalidOperationException("The store cannot be read.");

    /// <summary>Removes everything that is in a mailbox now.</summary>
    public static async Task RemoveAllMessagesAsync(this IChatStore store, string recipient) =>
        await store.RemoveMessagesAsync(recipient, [.. (await store.ListAsync(recipient, 0, int.MaxValue)).Select(message => message.Position)]);

    /// <summary>Everybody of whom there is anything, in order.</summary>
    public static async Task<string> UsersAsync(this IChatStore store) =>
        string.Join(' ', (await store.ListUsersAsync() ?? throw new InvalidOperationException("The store cannot be read.")).Order(StringComparer.Ordinal));

    /// <summary>Waits for what the store says of one message.</summary>
    public sealed class AddOutcome : IAddObserver
    {
        private readonly TaskCompletionSource<bool> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it was stored.</summary>
        public Task<bool> Told => _told.Task.WaitAsync(TimeSpan.FromSeconds(10));

        public void Stored(long position) => _told.SetResult(true);

        public void Refused() => _told.SetResult(false);
    }
}
