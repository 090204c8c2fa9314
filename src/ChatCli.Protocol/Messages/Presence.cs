using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Another user logged in or out.</summary>
/// <param name="User">Who.</param>
/// <param name="Online">True after a login.</param>
public sealed record PresenceEvent(string User, bool Online) : IEvent
{
    public const string WireName = "presence";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
