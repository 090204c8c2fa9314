using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Refused; nothing was changed.</summary>
/// <param name="Id">The request's; 0 where the request could not be read.</param>
/// <param name="Code">One of the constants of <see cref="ErrorCode"/>.</param>
/// <param name="Text">For people.</param>
/// <param name="Retry">With <c>slow_down</c>: how many milliseconds to wait before trying again; left out when 0.</param>
public sealed record ErrorReply(
    long Id, string Code, string Text, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Retry = 0)
    : Contract<ErrorReply>, IReply<ErrorReply>
{
    public static string WireName => "error";

    public static JsonTypeInfo<ErrorReply> TypeInfo => WireJson.Default.ErrorReply;
}
