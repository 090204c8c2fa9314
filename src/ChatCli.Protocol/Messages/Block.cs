using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Hides the caller from a user.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">Whom.</param>
public sealed record BlockRequest(long Id, string User) : IRequest
{
    public const string WireName = "block";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
