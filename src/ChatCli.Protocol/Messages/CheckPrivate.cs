using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks whether a private command to a user without an open session would be refused, and why.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">To whom.</param>
public sealed record CheckPrivateRequest(long Id, string User) : IRequest
{
    public const string WireName = "checkprivate";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
