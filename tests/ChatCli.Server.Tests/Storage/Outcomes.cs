using ChatCli.Server.Storage;

namespace ChatCli.Server.Tests;

/// <summary>What a store says of several messages, in the order in which it says so.</summary>
/// <param name="expected">How many <see cref="AllAsync"/> waits for.</param>
internal sealed class Outcomes(int expected)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    /// <summary>The messages, with their positions where they were stored.</summary>
    public List<(StoredMessage Message, bool IsStored)> Told { get; } = [];

    public Task AllAsync() => _all.Task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>What is told of one message.</summary>
    public IAddObserver Of(StoredMessage message) => new Observer(this, message);

    private void Tell(StoredMessage message, bool isStored)
    {
        lock (_lock)
        {
            Told.Add((message, isStored));
            if (Told.Count >= expected) _all.TrySetResult();
        }
    }

    private sealed class Observer(Outcomes outcomes, StoredMessage message) : IAddObserver
    {
        public void Stored(long position) => outcomes.Tell(message with { Position = position }, isStored: true);

        public void Refused() => outcomes.Tell(message, isStored: false);
    }
}
