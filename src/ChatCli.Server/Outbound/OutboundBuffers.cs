using System.Buffers;

namespace ChatCli.Server.Outbound;

/// <summary>
/// Lends the buffers of the outbound queues. Hot path. A broadcast needs a small one for every recipient at the same moment, more
/// than the shared pool keeps; so small ones have a pool of their own.
/// </summary>
internal static class OutboundBuffers
{
    /// <summary>The size of the small buffers in bytes: several messages, or many presence notices.</summary>
    public const int SmallSize = 512;

    /// <summary>Keeps at most 2 MiB.</summary>
    private const int MaxKept = 4096;

    private static readonly Lock Gate = new();
    private static readonly Stack<byte[]> Small = new();

    /// <summary>A buffer of at least a size; it MUST be given back once.</summary>
    public static byte[] Rent(int size)
    {
        if (size > SmallSize) return ArrayPool<byte>.Shared.Rent(size);
        lock (Gate)
        {
            if (Small.TryPop(out byte[]? buffer)) return buffer;
        }
        return GC.AllocateUninitializedArray<byte>(SmallSize);
    }

    /// <summary>Takes a buffer back; an empty one was never rented.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length > SmallSize)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        else if (buffer.Length == SmallSize)
        {
            lock (Gate)
            {
                if (Small.Count < MaxKept) Small.Push(buffer);
            }
        }
    }
}
