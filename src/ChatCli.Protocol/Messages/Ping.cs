using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks whether the link is alive; answered by <c>ok</c>. Sent by a client that has sent nothing for <see cref="Limits.KeepAlive"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record PingRequest(long Id) : Contract<PingRequest>, IRequest<PingRequest>
{
    public static string WireName => "ping";

    public static JsonTypeInfo<PingRequest> TypeInfo => WireJson.Default.PingRequest;
}
