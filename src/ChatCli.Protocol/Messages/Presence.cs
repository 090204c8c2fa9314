using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Another user logged in or out.</summary>
/// <param name="User">Who.</param>
/// <param name="Online">True after a login.</param>
public sealed record PresenceEvent(string User, bool Online) : Contract<PresenceEvent>, IEvent<PresenceEvent>
{
    public static string WireName => "presence";

    public static JsonTypeInfo<PresenceEvent> TypeInfo => WireJson.Default.PresenceEvent;
}
