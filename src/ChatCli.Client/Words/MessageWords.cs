using System.Diagnostics;
using System.Globalization;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>The words about messages and broadcasts.</summary>
internal sealed class MessageWords(TextStyle style)
{
    private readonly string _waits = style.IsUtf8 ? "…" : "-";
    private readonly string _stored = style.IsUtf8 ? "◦" : "o";
    private readonly string _delivered = style.IsUtf8 ? "✓" : "+";

    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public string? Of(MessageNotice notice) => notice switch
    {
        MessageReceived { WasStored: true } received when style.IsTerminal =>
            $"{Inert.Text(received.From)} ({Time(received.Time)}): {Inert.Text(received.Text)}",
        MessageReceived received => $"{Inert.Text(received.From)}: {Inert.Text(received.Text)}",
        BroadcastReceived received => $"{Inert.Text(received.From)} (to all): {Inert.Text(received.Text)}",
        BroadcastIncomplete => "your message could not be delivered to some recipients",
        ReceiptReceived receipt => style.HasReceiptLines ? Receipts(receipt) : null,
        MessageRefused { IsLatest: true } refused => $"Error: {Inert.Text(refused.Text)}",
        MessageRefused refused => $"Error: message to {Inert.Text(refused.To)}: {Inert.Text(refused.Text)}",
        MessagesHeld held => $"message to {Inert.Text(held.To)}: not stored, will try again",
        MessagesWentThrough taken => $"message to {Inert.Text(taken.To)}: went through",
        SendingSlowly => "sending slowly: the server asks to slow down",
        MessagesNotSent { Count: 1 } => "Error: 1 message was not sent",
        MessagesNotSent unsent => $"Error: {Number.Of(unsent.Count)} messages were not sent",
        UndecodableReceived received => $"received something that this version cannot show ({Inert.Text(received.WireName)})",
        _ => style.HasMarks ? Mark(notice) : null,
    };

    private string Mark(MessageNotice notice) => notice switch
    {
        ReceiptSummary { Stored: 0, Delivered: 1 } summary => $"  {_delivered} delivered to {Inert.Text(summary.To)}",
        ReceiptSummary { Stored: 0 } summary => $"  {_delivered} delivered to {Inert.Text(summary.To)} ({Number.Of(summary.Delivered)})",
        ReceiptSummary { Stored: 1, Delivered: 0 } summary => $"  {_stored} stored for {Inert.Text(summary.To)}",
        ReceiptSummary { Delivered: 0 } summary => $"  {_stored} stored for {Inert.Text(summary.To)} ({Number.Of(summary.Stored)})",
        ReceiptSummary summary => $"  {_stored} stored for {Inert.Text(summary.To)} ({Number.Of(summary.Stored)}), {_delivered} delivered ({Number.Of(summary.Delivered)})",
        MessageWaits => $"  {_waits} will be sent when connected",
        MessagesUnsent unsent => $"  {_waits} not sent yet: {Number.Of(unsent.Count)}",
        MessagesOverdue overdue => $"  {_waits} not confirmed yet: {Number.Of(overdue.Count)}",
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    /// <summary>A line for each message.</summary>
    private static string Receipts(ReceiptReceived receipt)
    {
        string state = receipt.State switch
        {
            MessageState.Stored => "stored",
            MessageState.Delivered => "delivered",
            _ => "refused",
        };
        return string.Join('\n', receipt.Numbers.Select(number => $"receipt {Number.Of(number)} {Inert.Text(receipt.To)} {state}"));
    }

    private static string Time(long milliseconds)
    {
        long last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - (long)TimeSpan.FromDays(1).TotalMilliseconds;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, last))
            .ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
