using System.Buffers;
using ChatCli.Server.Outbound;

namespace ChatCli.Server.Hub;

/// <summary>
/// Presence and broadcasts that wait while a mailbox catches up after a login, in a bounded number of bytes. Used under the mailbox's lock.
/// </summary>
internal sealed class HeldEvents
{
    private const int Limit = 64 * 1024;

    private ArrayBufferWriter<byte>? _frames;

    /// <summary>Keeps an event; false when there is no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        _frames ??= new ArrayBufferWriter<byte>();
        if (_frames.WrittenCount + frame.Length > Limit) return false;
        _frames.Write(frame);
        return true;
    }

    /// <summary>Puts all of them on the connection; false when it has no room, and then they go on waiting.</summary>
    public bool TryRelease(OutboundQueue outbound)
    {
        if (_frames is not null && !outbound.TryEnqueue(_frames.WrittenSpan)) return false;
        _frames = null;
        return true;
    }

    public void Clear() => _frames = null;
}
