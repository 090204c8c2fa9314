using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>How the person is told what became of messages.</summary>
/// <param name="HasLines">One line for programs for each message, instead of marks at a terminal.</param>
/// <param name="IsUtf8">Whether the terminal shows more than ASCII.</param>
internal sealed record ReceiptStyle(bool HasLines, bool IsUtf8);

/// <summary>
/// Tells the person what became of the messages sent: marks at a terminal, lines for programs where they are asked for, nothing else.
/// Used by the client's loop alone.
/// </summary>
internal sealed class Receipts(IUserInterface screen, ClientLoop loop, ReceiptStyle style)
{
    /// <summary>What comes within so short a time is one mark.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Batch> _batches = new(StringComparer.Ordinal);
    private readonly bool _hasMarks = screen.IsTerminal && !style.HasLines;
    private long _lastNumber;

    /// <summary>The number of the next <c>message</c> command: 1, 2, 3...</summary>
    public long NextNumber() => ++_lastNumber;

    /// <summary>A receipt came, which says something new about messages of these numbers.</summary>
    public void Told(ReceiptEvent receipt, IReadOnlyList<long> numbers)
    {
        bool delivered = receipt.State == ReceiptState.Delivered;
        if (style.HasLines)
        {
            string state = delivered ? ReceiptState.Delivered : ReceiptState.Stored;
            foreach (long number in numbers) screen.Print(MessageFormat.Receipt(number, receipt.To, state));
        }
        if (_hasMarks && numbers.Count > 0) Add(receipt.To, numbers, delivered);
    }

    /// <summary>A message was refused, here or by the server; why was shown.</summary>
    public void Refused(long number, string user)
    {
        if (style.HasLines) screen.Print(MessageFormat.Receipt(number, user, "refused"));
    }

    /// <summary>So many are still on their way when the link is lost.</summary>
    public void Unsent(int count)
    {
        if (_hasMarks && count > 0) screen.Print(MessageFormat.UnsentMark(count, style.IsUtf8));
    }

    /// <summary>So many were sent a while ago, and nothing has come back.</summary>
    public void Overdue(int count)
    {
        if (_hasMarks) screen.Print(MessageFormat.UnconfirmedMark(count, style.IsUtf8));
    }

    /// <summary>What a message is answered by that cannot be sent at the moment.</summary>
    public string? WhenNotConnected => _hasMarks ? MessageFormat.WillBeSentMark(style.IsUtf8) : null;

    private void Add(string user, IReadOnlyList<long> numbers, bool delivered)
    {
        if (_batches.Count == 0) loop.After(BatchTime, Show);
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

    private void Show()
    {
        foreach ((string user, Batch batch) in _batches)
            screen.Print(MessageFormat.Mark(user, batch.Stored.Count, batch.Delivered, style.IsUtf8));
        _batches.Clear();
    }

    private sealed class Batch
    {
        public HashSet<long> Stored { get; } = [];

        public int Delivered { get; set; }
    }
}
