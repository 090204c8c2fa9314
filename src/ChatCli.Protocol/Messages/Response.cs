using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Answers a <see cref="ChallengeReply"/>, once; answered by <see cref="WelcomeReply"/>.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="Data">The client's final message.</param>
public sealed record ResponseRequest(long Id, string Data) : IRequest
{
    public const string WireName = "response";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The user is online. Stored messages follow, then live traffic.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Name">The account.</param>
/// <param name="Token">Takes this session over after the link was lost, once: see <see cref="ResumeRequest"/>. 64 hexadecimal digits.</param>
/// <param name="Data">The server's final message, by which it proves that it knows the verifier; left out after register and resume.</param>
public sealed record WelcomeReply(
    long Id, string Name, string Token, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data = null) : IReply
{
    public const string WireName = "welcome";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
