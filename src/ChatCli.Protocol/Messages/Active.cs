using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>The person gave a command that the server does not see otherwise. There is no answer.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record ActiveRequest(long Id) : Contract<ActiveRequest>, IRequest<ActiveRequest>
{
    public static string WireName => "active";

    public static JsonTypeInfo<ActiveRequest> TypeInfo => WireJson.Default.ActiveRequest;
}
