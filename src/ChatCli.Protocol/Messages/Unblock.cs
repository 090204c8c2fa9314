using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Ends a block.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">Whose.</param>
public sealed record UnblockRequest(long Id, string User) : Contract<UnblockRequest>, IRequest<UnblockRequest>
{
    public static string WireName => "unblock";

    public static JsonTypeInfo<UnblockRequest> TypeInfo => WireJson.Default.UnblockRequest;
}
