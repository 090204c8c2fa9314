using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Makes an account and logs in to it; answered by <see cref="WelcomeReply"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Name">See <see cref="AccountRules.IsName"/>.</param>
/// <param name="Verifier">What the server is to keep of the password: see <see cref="Scram.ScramVerifier"/>.</param>
public sealed record RegisterRequest(long Id, string Name, string Verifier) : Contract<RegisterRequest>, IRequest<RegisterRequest>
{
    public static string WireName => "register";

    public static JsonTypeInfo<RegisterRequest> TypeInfo => WireJson.Default.RegisterRequest;
}
