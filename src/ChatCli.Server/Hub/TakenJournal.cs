using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// Writes the counters of messages that were delivered without being stored, a little later and many at a time: after a crash of
/// the server they tell a message that is sent again. Its lock is taken under a mailbox's.
/// </summary>
internal sealed class TakenJournal(IChatStore store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<TakenCounter> _dirty = [];
    private ITimer? _timer;

    /// <summary>A counter has grown. The caller holds the lock that guards it.</summary>
    public void Note(TakenCounter counter)
    {
        // Either this sees that a flush has reset the flag, or the flush sees the number.
        Interlocked.MemoryBarrier();
        if (counter.IsDirty) return;
        counter.IsDirty = true;
        lock (_gate)
        {
            _dirty.Add(counter);
            if (_dirty.Count > 1) return;
            _timer ??= time.CreateTimer(static journal => _ = ((TakenJournal)journal!).FlushAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives everything noted to the store.</summary>
    public async Task FlushAsync()
    {
        StoredTaken[] taken;
        lock (_gate)
        {
            // Reset before reading: what grows meanwhile is noted again.
            foreach (TakenCounter counter in _dirty) counter.IsDirty = false;
            Interlocked.MemoryBarrier();
            taken = [.. _dirty.Select(counter => new StoredTaken(counter.Sender, counter.Instance, counter.Recipient, counter.Delivered))];
            _dirty.Clear();
        }
        if (taken.Length > 0) await store.NoteTakenAsync(taken);
    }

    public void Dispose() => _timer?.Dispose();
}
