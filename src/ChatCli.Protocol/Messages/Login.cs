using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Begins a log-in by SCRAM, in place of one that was begun on this connection before.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Mechanism">One of <see cref="GreetingReply.Mechanisms"/>.</param>
/// <param name="Data">The client's first message, which names the account.</param>
public sealed record LoginRequest(long Id, string Mechanism, string Data) : Contract<LoginRequest>, IRequest<LoginRequest>
{
    public static string WireName => "login";

    public static JsonTypeInfo<LoginRequest> TypeInfo => WireJson.Default.LoginRequest;
}

/// <summary>The answer to <see cref="LoginRequest"/>: prove that you know the password.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Data">The server's first message.</param>
public sealed record ChallengeReply(long Id, string Data) : Contract<ChallengeReply>, IReply<ChallengeReply>
{
    public static string WireName => "challenge";

    public static JsonTypeInfo<ChallengeReply> TypeInfo => WireJson.Default.ChallengeReply;
}
