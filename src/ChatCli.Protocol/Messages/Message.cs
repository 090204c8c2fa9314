using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>
/// A message to one user. Refused by an error, accepted by a <see cref="ReceiptEvent"/>; until then the client keeps it, and
/// sends it again with the same id, in order, after it has resumed.
/// </summary>
/// <param name="Id">Chosen by the client, not 0; the ids of an instance's messages MUST grow, over all its connections.</param>
/// <param name="To">The recipient's account.</param>
/// <param name="Text">See <see cref="AccountRules.IsText"/>.</param>
public sealed record MessageRequest(long Id, string To, string Text) : Contract<MessageRequest>, IRequest<MessageRequest>
{
    public static string WireName => "message";

    public static JsonTypeInfo<MessageRequest> TypeInfo => WireJson.Default.MessageRequest;
}

/// <summary>A message from one user, in the order in which its sender sent them. To be acknowledged by <see cref="AckRequest"/>.</summary>
/// <param name="From">The sender's account.</param>
/// <param name="Instance">The sender's client process.</param>
/// <param name="N">The <see cref="MessageRequest.Id"/>: from, instance and n tell a repeated message.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Stored">True when it waited in the mailbox; left out when false.</param>
public sealed record MessageEvent(
    string From, string Instance, long N, string Text, long Time,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Stored = false)
    : Contract<MessageEvent>, IEvent<MessageEvent>
{
    public static string WireName => "message";

    public static JsonTypeInfo<MessageEvent> TypeInfo => WireJson.Default.MessageEvent;
}
