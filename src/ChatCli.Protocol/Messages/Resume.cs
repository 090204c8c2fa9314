using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>
/// Takes the client's own session over on a new connection, also while the server still thinks the old one alive; answered by
/// <see cref="WelcomeReply"/>, with a new token. Only for the instance that was given the token.
/// </summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Name">The account.</param>
/// <param name="Token"><see cref="WelcomeReply.Token"/> of the last welcome.</param>
public sealed record ResumeRequest(long Id, string Name, string Token) : Contract<ResumeRequest>, IRequest<ResumeRequest>
{
    public static string WireName => "resume";

    public static JsonTypeInfo<ResumeRequest> TypeInfo => WireJson.Default.ResumeRequest;
}
