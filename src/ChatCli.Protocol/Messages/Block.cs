using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Hides the caller from a user.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">Whom.</param>
public sealed record BlockRequest(long Id, string User) : Contract<BlockRequest>, IRequest<BlockRequest>
{
    public static string WireName => "block";

    public static JsonTypeInfo<BlockRequest> TypeInfo => WireJson.Default.BlockRequest;
}
