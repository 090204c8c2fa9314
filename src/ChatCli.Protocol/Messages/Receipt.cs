using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>
/// The messages of this instance to one user, up to one of them, were accepted. <c>delivered</c> may follow <c>stored</c>, and
/// covers it; the reverse means nothing.
/// </summary>
/// <param name="To">The recipient.</param>
/// <param name="UpTo">The <see cref="MessageRequest.Id"/> of the last message that this covers.</param>
/// <param name="State">One of the constants of <see cref="ReceiptState"/>.</param>
public sealed record ReceiptEvent(string To, long UpTo, string State) : Contract<ReceiptEvent>, IEvent<ReceiptEvent>
{
    public static string WireName => "receipt";

    public static JsonTypeInfo<ReceiptEvent> TypeInfo => WireJson.Default.ReceiptEvent;
}

/// <summary>What became of an accepted message.</summary>
public static class ReceiptState
{
    /// <summary>It is in the recipient's mailbox, for good.</summary>
    public const string Stored = "stored";

    /// <summary>The recipient's client has shown it.</summary>
    public const string Delivered = "delivered";
}
