using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>A message to all who are online. Never stored.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Text">See <see cref="AccountRules.IsText"/>.</param>
public sealed record BroadcastRequest(long Id, string Text) : Contract<BroadcastRequest>, IRequest<BroadcastRequest>
{
    public static string WireName => "broadcast";

    public static JsonTypeInfo<BroadcastRequest> TypeInfo => WireJson.Default.BroadcastRequest;
}

/// <summary>The answer to <see cref="BroadcastRequest"/>.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Complete">False: it could not be delivered to some recipients; which is not told.</param>
public sealed record BroadcastReply(long Id, bool Complete) : Contract<BroadcastReply>, IReply<BroadcastReply>
{
    public static string WireName => "broadcast";

    public static JsonTypeInfo<BroadcastReply> TypeInfo => WireJson.Default.BroadcastReply;
}

/// <summary>A broadcast from one user.</summary>
/// <param name="From">The sender's account.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When the server took it, in milliseconds since 1970-01-01 UTC.</param>
public sealed record BroadcastEvent(string From, string Text, long Time) : Contract<BroadcastEvent>, IEvent<BroadcastEvent>
{
    public static string WireName => "broadcast";

    public static JsonTypeInfo<BroadcastEvent> TypeInfo => WireJson.Default.BroadcastEvent;
}
