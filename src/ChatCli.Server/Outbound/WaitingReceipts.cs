using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Outbound;

/// <summary>
/// The receipts that a client has still to be told: of each recipient the highest number that is delivered and the highest that is stored,
/// however many messages that is. Used under the lock of its <see cref="OutboundQueue"/>. Hot path.
/// </summary>
internal sealed class WaitingReceipts
{
    private readonly Dictionary<string, (long Delivered, long Stored)> _upTo = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool IsEmpty => _order.Count == 0;

    /// <summary>The messages to a recipient are delivered, or else stored, up to a number.</summary>
    public void Add(string to, long upTo, bool isDelivered)
    {
        ref (long Delivered, long Stored) waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_upTo, to, out bool exists);
        if (!exists) _order.Enqueue(to);
        if (isDelivered) waiting.Delivered = Math.Max(waiting.Delivered, upTo);
        else waiting.Stored = Math.Max(waiting.Stored, upTo);
    }

    /// <summary>Takes the next one out. What is delivered comes first, and stored is only what is not delivered.</summary>
    public bool TryTake([NotNullWhen(true)] out ReceiptEvent? receipt)
    {
        receipt = null;
        if (!_order.TryPeek(out string? to)) return false;
        ref (long Delivered, long Stored) waiting = ref CollectionsMarshal.GetValueRefOrNullRef(_upTo, to);
        (long delivered, long stored) = waiting;
        if (delivered > 0 && stored > delivered)
        {
            waiting.Delivered = 0;
            receipt = new ReceiptEvent(to, delivered, ReceiptState.Delivered);
            return true;
        }
        _order.Dequeue();
        _upTo.Remove(to);
        receipt = delivered > 0 ? new ReceiptEvent(to, delivered, ReceiptState.Delivered) : new ReceiptEvent(to, stored, ReceiptState.Stored);
        return true;
    }
}
