using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Begins a log-in by SCRAM, in place of one that was begun on this connection before.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Mechanism">One of <see cref="GreetingReply.Mechanisms"/>.</param>
/// <param name="Data">The client's first message, which names the account.</param>
public sealed record LoginRequest(long Id, string Mechanism, string Data) : IRequest
{
    public const string WireName = "login";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The answer to <see cref="LoginRequest"/>: prove that you know the password.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Data">The server's first message.</param>
public sealed record ChallengeReply(long Id, string Data) : IReply
{
    public const string WireName = "challenge";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
