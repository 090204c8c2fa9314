using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks whether a private command to a user without an open session would be refused, and why.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">To whom.</param>
public sealed record CheckPrivateRequest(long Id, string User) : Contract<CheckPrivateRequest>, IRequest<CheckPrivateRequest>
{
    public static string WireName => "checkprivate";

    public static JsonTypeInfo<CheckPrivateRequest> TypeInfo => WireJson.Default.CheckPrivateRequest;
}
