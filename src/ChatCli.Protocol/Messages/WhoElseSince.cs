using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks for the other users who were online at any moment of a past time.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Seconds">How far back, not negative; more than the server has been running means since its start.</param>
public sealed record WhoElseSinceRequest(long Id, long Seconds) : IRequest
{
    public const string WireName = "whoelsesince";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
