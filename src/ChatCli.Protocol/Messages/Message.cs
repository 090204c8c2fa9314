using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>A message to one user. There is no answer unless it is refused.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="To">The recipient's account.</param>
/// <param name="Text">See <see cref="AccountRules.IsText"/>.</param>
public sealed record MessageRequest(long Id, string To, string Text) : IRequest
{
    public const string WireName = "message";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>A message from one user, in the order in which its sender sent them.</summary>
/// <param name="From">The sender's account.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Stored">True when it waited in the mailbox; left out when false.</param>
public sealed record MessageEvent(string From, string Text, long Time, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Stored = false) : IEvent
{
    public const string WireName = "message";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
