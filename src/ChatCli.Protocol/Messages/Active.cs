using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>The person gave a command that the server does not see otherwise. There is no answer.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record ActiveRequest(long Id) : IRequest
{
    public const string WireName = "active";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
