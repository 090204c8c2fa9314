using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks for the other users who are online.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record WhoElseRequest(long Id) : IRequest
{
    public const string WireName = "whoelse";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The answer to <see cref="WhoElseRequest"/> and <see cref="WhoElseSinceRequest"/>, in as many lines as it needs.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Users">Account names, in ordinal order.</param>
/// <param name="More">True when another line of this answer follows; left out when false.</param>
public sealed record UsersReply(long Id, string[] Users, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool More = false) : IReply
{
    public const string WireName = "users";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
