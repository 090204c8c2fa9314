using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>
/// The client has shown message events and noted them. There is no answer. Sent within <see cref="Limits.AckTime"/>, one for many.
/// </summary>
/// <param name="Id">Chosen by the client, not 0.</param>
/// <param name="Count">How many message events of this connection, from its first.</param>
public sealed record AckRequest(long Id, long Count) : Contract<AckRequest>, IRequest<AckRequest>
{
    public static string WireName => "ack";

    public static JsonTypeInfo<AckRequest> TypeInfo => WireJson.Default.AckRequest;
}
