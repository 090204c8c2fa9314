using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Changes the caller's password.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Verifier">Of the new password: see <see cref="RegisterRequest"/>.</param>
public sealed record PasswdRequest(long Id, string Verifier) : Contract<PasswdRequest>, IRequest<PasswdRequest>
{
    public static string WireName => "passwd";

    public static JsonTypeInfo<PasswdRequest> TypeInfo => WireJson.Default.PasswdRequest;
}

/// <summary>The answer to <see cref="PasswdRequest"/>.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Token">Takes this session over from now on: see <see cref="WelcomeReply.Token"/>. Every one before is void.</param>
public sealed record PasswdReply(long Id, string Token) : Contract<PasswdReply>, IReply<PasswdReply>
{
    public static string WireName => "passwd";

    public static JsonTypeInfo<PasswdReply> TypeInfo => WireJson.Default.PasswdReply;
}
