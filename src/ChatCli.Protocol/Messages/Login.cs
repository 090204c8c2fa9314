using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Logs in to an account.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Name">The account.</param>
/// <param name="Password">Its password.</param>
public sealed record LoginRequest(long Id, string Name, string Password) : IRequest
{
    public const string WireName = "login";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The user is online. Stored messages follow, then live traffic.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Name">The account.</param>
/// <param name="Token">Takes this session over after the link was lost, once: see <see cref="ResumeRequest"/>. 64 hexadecimal digits.</param>
public sealed record WelcomeReply(long Id, string Name, string Token) : IReply
{
    public const string WireName = "welcome";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
