using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks whether the link is alive; answered by <c>ok</c>. Sent by a client that has sent nothing for <see cref="Limits.KeepAlive"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record PingRequest(long Id) : IRequest
{
    public const string WireName = "ping";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
