using System.Text;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>
/// The messages of this process that no receipt covers yet, kept to be sent again, and the ids of those that are stored but not
/// delivered. Sends nothing itself. Used by the client's loop alone.
/// </summary>
internal sealed class Outbox
{
    /// <summary>The maximum number of messages.</summary>
    public const int MaxMessages = 1000;

    /// <summary>The maximum size of all their texts, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The maximum number of stored messages remembered for each recipient until they are delivered; the oldest are forgotten.</summary>
    public const int MaxStored = 1000;

    private readonly Dictionary<string, Recipient> _recipients = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LinkedListNode<Kept>> _kept = [];
    private int _bytes;

    /// <summary>How many messages have no receipt yet.</summary>
    public int Count => _kept.Count;

    /// <summary>Whether any further message would be taken, however long.</summary>
    public bool HasRoom => Count < MaxMessages && _bytes <= MaxBytes - Limits.MaxText;

    /// <summary>The lowest id that has no receipt; null: none.</summary>
    public long? Oldest => _kept.Count == 0 ? null : _kept.Keys.Min();

    /// <summary>All that have no receipt, in the order of their ids.</summary>
    public MessageRequest[] All => [.. _kept.Values.Select(node => node.Value.Message).OrderBy(message => message.Id)];

    /// <summary>Keeps a message, whose id MUST be greater than those before; false when there is no room, and then it is not kept.</summary>
    /// <param name="message">The message.</param>
    /// <param name="number">The number under which its receipts are told.</param>
    public bool TryAdd(MessageRequest message, long number)
    {
        int bytes = Encoding.UTF8.GetByteCount(message.Text);
        if (Count >= MaxMessages || _bytes + bytes > MaxBytes) return false;
        if (!_recipients.TryGetValue(message.To, out Recipient? recipient)) _recipients.Add(message.To, recipient = new Recipient());
        _kept.Add(message.Id, recipient.Kept.AddLast(new Kept(message, number, bytes)));
        _bytes += bytes;
        return true;
    }

    /// <summary>Those to one recipient that have no receipt, in order.</summary>
    public MessageRequest[] To(string user) =>
        _recipients.TryGetValue(user, out Recipient? recipient) ? [.. recipient.Kept.Select(kept => kept.Message)] : [];

    /// <summary>The message of an id, when it has no receipt yet.</summary>
    public MessageRequest? Find(long id) => _kept.TryGetValue(id, out LinkedListNode<Kept>? node) ? node.Value.Message : null;

    /// <summary>
    /// Takes a receipt: the numbers of the messages that it says something new about, in order. Those that are stored already are
    /// not stored anew, and those that are delivered are known no more.
    /// </summary>
    public IReadOnlyList<long> Take(ReceiptEvent receipt)
    {
        if (!_recipients.TryGetValue(receipt.To, out Recipient? recipient)) return [];
        bool delivered = receipt.State == ReceiptState.Delivered;
        var numbers = new List<long>();
        while (delivered && recipient.Stored.TryPeek(out (long Id, long Number) stored) && stored.Id <= receipt.UpTo)
        {
            recipient.Stored.Dequeue();
            numbers.Add(stored.Number);
        }
        while (recipient.Kept.First is { Value: var kept } && kept.Message.Id <= receipt.UpTo)
        {
            Remove(recipient, kept);
            numbers.Add(kept.Number);
            if (delivered) continue;
            recipient.Stored.Enqueue((kept.Message.Id, kept.Number));
            if (recipient.Stored.Count > MaxStored) recipient.Stored.Dequeue();
        }
        Forget(receipt.To, recipient);
        return numbers;
    }

    /// <summary>Drops a message that was refused: its number; 0 when there is none of this id.</summary>
    public long Drop(long id)
    {
        if (!_kept.TryGetValue(id, out LinkedListNode<Kept>? node)) return 0;
        Kept kept = node.Value;
        Recipient recipient = _recipients[kept.Message.To];
        Remove(recipient, kept);
        Forget(kept.Message.To, recipient);
        return kept.Number;
    }

    private void Remove(Recipient recipient, Kept kept)
    {
        _kept.Remove(kept.Message.Id, out LinkedListNode<Kept>? node);
        recipient.Kept.Remove(node!);
        _bytes -= kept.Bytes;
    }

    private void Forget(string user, Recipient recipient)
    {
        if (recipient.Kept.Count == 0 && recipient.Stored.Count == 0) _recipients.Remove(user);
    }

    private sealed record Kept(MessageRequest Message, long Number, int Bytes);

    private sealed class Recipient
    {
        public LinkedList<Kept> Kept { get; } = new();

        public Queue<(long Id, long Number)> Stored { get; } = new();
    }
}
