using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>A message to all who are online. Never stored.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Text">See <see cref="AccountRules.IsText"/>.</param>
public sealed record BroadcastRequest(long Id, string Text) : IRequest
{
    public const string WireName = "broadcast";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The answer to <see cref="BroadcastRequest"/>.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Complete">False: it could not be delivered to some recipients; which is not told.</param>
public sealed record BroadcastReply(long Id, bool Complete) : IReply
{
    public const string WireName = "broadcast";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>A broadcast from one user.</summary>
/// <param name="From">The sender's account.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
public sealed record BroadcastEvent(string From, string Text, long Time) : IEvent
{
    public const string WireName = "broadcast";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
