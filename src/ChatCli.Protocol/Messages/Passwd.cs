using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Changes the caller's password.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Verifier">Of the new password: see <see cref="RegisterRequest"/>.</param>
public sealed record PasswdRequest(long Id, string Verifier) : IRequest
{
    public const string WireName = "passwd";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The answer to <see cref="PasswdRequest"/>.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Token">Takes this session over from now on: see <see cref="WelcomeReply.Token"/>. Every one before is void.</param>
public sealed record PasswdReply(long Id, string Token) : IReply
{
    public const string WireName = "passwd";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
