using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>The first line of every connection, from the client.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Version"><see cref="Limits.ProtocolVersion"/>.</param>
/// <param name="Instance">Names the client process: 32 random hexadecimal digits, never used again. Left out: the server draws one.</param>
public sealed record HelloRequest(
    long Id, int Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Instance = null)
    : Contract<HelloRequest>, IRequest<HelloRequest>
{
    public static string WireName => "hello";

    public static JsonTypeInfo<HelloRequest> TypeInfo => WireJson.Default.HelloRequest;
}

/// <summary>The answer to <see cref="HelloRequest"/>: what this server speaks and takes.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Version">The protocol version that the connection goes on with.</param>
/// <param name="Server">The server's name and version, for people.</param>
/// <param name="MaxLine">The longest line in bytes, its end included.</param>
/// <param name="MaxText">The longest text in bytes of UTF-8.</param>
/// <param name="Mechanisms">By which one can log in on this connection: see <see cref="Scram.ScramMechanism"/>.</param>
/// <param name="Iterations">How many iterations the verifier of a new password should have.</param>
public sealed record GreetingReply(long Id, int Version, string Server, int MaxLine, int MaxText, string[] Mechanisms, int Iterations)
    : Contract<GreetingReply>, IReply<GreetingReply>
{
    public static string WireName => "greeting";

    public static JsonTypeInfo<GreetingReply> TypeInfo => WireJson.Default.GreetingReply;
}
