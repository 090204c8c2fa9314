using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>
/// Shows the fate of the messages sent: each receipt at once, and those of a short time together. Used by the client's loop alone.
/// </summary>
internal sealed class Receipts(Action<Notice> show, ClientLoop loop)
{
    /// <summary>The receipts of this time are shown together.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Batch> _batches = new(StringComparer.Ordinal);
    private long _lastNumber;

    /// <summary>The number of the next <c>message</c> command: 1, 2, 3...</summary>
    public long NextNumber() => ++_lastNumber;

    /// <summary>A receipt came, which says something new about messages of these numbers.</summary>
    public void Told(ReceiptEvent receipt, IReadOnlyList<long> numbers)
    {
        if (numbers.Count == 0) return;
        bool delivered = receipt.State == ReceiptState.Delivered;
        show(new ReceiptReceived(receipt.To, numbers, delivered ? MessageState.Delivered : MessageState.Stored));
        Add(receipt.To, numbers, delivered);
    }

    /// <summary>A message was refused, here or by the server; why was shown.</summary>
    public void Refused(long number, string user) => show(new ReceiptReceived(user, [number], MessageState.Refused));

    private void Add(string user, IReadOnlyList<long> numbers, bool delivered)
    {
        if (_batches.Count == 0) loop.After(BatchTime, ShowTogether);
        if (!_batches.TryGetValue(user, out Batch? batch)) _batches.Add(user, batch = new Batch());
        if (delivered)
        {
            batch.Stored.ExceptWith(numbers);
            batch.Delivered += numbers.Count;
        }
        else
        {
            batch.Stored.UnionWith(numbers);
        }
    }

    private void ShowTogether()
    {
        foreach ((string user, Batch batch) in _batches) show(new ReceiptSummary(user, batch.Stored.Count, batch.Delivered));
        _batches.Clear();
    }

    private sealed class Batch
    {
        public HashSet<long> Stored { get; } = [];

        public int Delivered { get; set; }
    }
}
