namespace ChatCli.Server.Outbound;

/// <summary>
/// The memory of all outbound queues together. When it is short, each may hold only <see cref="Share"/>: readers that keep up notice nothing,
/// for slow ones messages wait in the store. Hot path, from any thread.
/// </summary>
/// <param name="limit">From how many bytes on it is short.</param>
internal sealed class OutboundMemory(long limit)
{
    /// <summary>How many bytes each queue may hold when memory is short.</summary>
    public const int Share = 16 * 1024;

    private long _used;

    public bool IsShort => Volatile.Read(ref _used) >= limit;

    /// <summary>How many bytes the queues hold.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>A queue holds so many bytes more, or less.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _used, bytes);
}
