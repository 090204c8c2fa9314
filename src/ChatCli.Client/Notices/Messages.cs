namespace ChatCli.Client.Notices;

/// <summary>About messages and broadcasts that come, and what becomes of those that are sent.</summary>
internal abstract record MessageNotice : Notice;

/// <summary>A message came.</summary>
/// <param name="From">The sender's account.</param>
/// <param name="Instance">The sender's client process.</param>
/// <param name="Number">Grows with the messages of this instance.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="WasStored">Whether it waited at the server.</param>
internal sealed record MessageReceived(string From, string Instance, long Number, string Text, long Time, bool WasStored) : MessageNotice;

/// <summary>A broadcast came.</summary>
/// <param name="From">The sender's account.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
internal sealed record BroadcastReceived(string From, string Text, long Time) : MessageNotice;

/// <summary>A broadcast did not reach all who are online.</summary>
internal sealed record BroadcastIncomplete : MessageNotice;

/// <summary>The fate of a message.</summary>
internal enum MessageState : byte
{
    /// <summary>It waits at the server.</summary>
    Stored,

    /// <summary>The recipient's client has shown it. May follow <see cref="Stored"/>.</summary>
    Delivered,

    /// <summary>The server or this client did not take it. The reason is another notice.</summary>
    Refused,
}

/// <summary>The fate of messages to one user is known.</summary>
/// <param name="To">The recipient.</param>
/// <param name="Numbers">Counted over the <c>message</c> commands with a user and a text: 1, 2, 3...</param>
/// <param name="State">Their state, the same for all.</param>
internal sealed record ReceiptReceived(string To, IReadOnlyList<long> Numbers, MessageState State) : MessageNotice;

/// <summary>The receipts of a short time together, for a person: says nothing that <see cref="ReceiptReceived"/> has not said.</summary>
/// <param name="To">The recipient.</param>
/// <param name="Stored">How many messages are stored and not delivered.</param>
/// <param name="Delivered">How many are delivered.</param>
internal sealed record ReceiptSummary(string To, int Stored, int Delivered) : MessageNotice;

/// <summary>A message will be sent when there is a connection.</summary>
/// <param name="To">The recipient.</param>
/// <param name="Number">See <see cref="ReceiptReceived"/>.</param>
internal sealed record MessageWaits(string To, long Number) : MessageNotice;

/// <summary>Messages have no receipt when the connection is lost; they will be sent again.</summary>
/// <param name="Count">How many.</param>
internal sealed record MessagesUnsent(int Count) : MessageNotice;

/// <summary>Messages were sent a while ago and have no receipt.</summary>
/// <param name="Count">How many.</param>
internal sealed record MessagesOverdue(int Count) : MessageNotice;

/// <summary>Messages have no receipt when the client ends: they may be lost.</summary>
/// <param name="Count">How many.</param>
internal sealed record MessagesNotSent(int Count) : MessageNotice;

/// <summary>The server refused a message for good.</summary>
/// <param name="To">The recipient.</param>
/// <param name="Number">See <see cref="ReceiptReceived"/>.</param>
/// <param name="Code">A constant of <see cref="Protocol.Messages.ErrorCode"/>, or a newer one.</param>
/// <param name="Text">The server's words.</param>
/// <param name="IsLatest">Whether no message was sent after it.</param>
internal sealed record MessageRefused(string To, long Number, string Code, string Text, bool IsLatest) : MessageNotice;

/// <summary>The server cannot store the messages to a user now; they will be sent again.</summary>
/// <param name="To">The recipient.</param>
internal sealed record MessagesHeld(string To) : MessageNotice;

/// <summary>Messages that were <see cref="MessagesHeld"/> are taken.</summary>
/// <param name="To">The recipient.</param>
internal sealed record MessagesWentThrough(string To) : MessageNotice;

/// <summary>The server asked to slow down, and messages are sent more slowly.</summary>
internal sealed record SendingSlowly : MessageNotice;

/// <summary>Something came that this version cannot read.</summary>
/// <param name="WireName">Its type.</param>
internal sealed record UndecodableReceived(string WireName) : MessageNotice;
