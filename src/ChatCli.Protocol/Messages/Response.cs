using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Answers a <see cref="ChallengeReply"/>, once; answered by <see cref="WelcomeReply"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Data">The client's final message.</param>
public sealed record ResponseRequest(long Id, string Data) : Contract<ResponseRequest>, IRequest<ResponseRequest>
{
    public static string WireName => "response";

    public static JsonTypeInfo<ResponseRequest> TypeInfo => WireJson.Default.ResponseRequest;
}

/// <summary>The user is online. Stored messages follow, then live traffic.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Name">The account.</param>
/// <param name="Token">Takes this session over after the link was lost, once: see <see cref="ResumeRequest"/>. 64 hexadecimal digits.</param>
/// <param name="Data">The server's final message, by which it proves that it knows the verifier; left out after register and resume.</param>
public sealed record WelcomeReply(
    long Id, string Name, string Token, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data = null)
    : Contract<WelcomeReply>, IReply<WelcomeReply>
{
    public static string WireName => "welcome";

    public static JsonTypeInfo<WelcomeReply> TypeInfo => WireJson.Default.WelcomeReply;
}
