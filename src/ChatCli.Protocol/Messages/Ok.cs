using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Done.</summary>
/// <param name="Id">The request's.</param>
public sealed record OkReply(long Id) : Contract<OkReply>, IReply<OkReply>
{
    public static string WireName => "ok";

    public static JsonTypeInfo<OkReply> TypeInfo => WireJson.Default.OkReply;
}
