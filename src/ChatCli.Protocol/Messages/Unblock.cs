using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Ends a block.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">Whose.</param>
public sealed record UnblockRequest(long Id, string User) : IRequest
{
    public const string WireName = "unblock";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
