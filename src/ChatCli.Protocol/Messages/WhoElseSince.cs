using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks for the other users who were online at any moment of a past time.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Seconds">How far back, not negative; more than the server has been running means since its start.</param>
public sealed record WhoElseSinceRequest(long Id, long Seconds) : Contract<WhoElseSinceRequest>, IRequest<WhoElseSinceRequest>
{
    public static string WireName => "whoelsesince";

    public static JsonTypeInfo<WhoElseSinceRequest> TypeInfo => WireJson.Default.WhoElseSinceRequest;
}
