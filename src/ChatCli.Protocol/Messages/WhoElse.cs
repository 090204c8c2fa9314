using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks for the other users who are online.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record WhoElseRequest(long Id) : Contract<WhoElseRequest>, IRequest<WhoElseRequest>
{
    public static string WireName => "whoelse";

    public static JsonTypeInfo<WhoElseRequest> TypeInfo => WireJson.Default.WhoElseRequest;
}

/// <summary>The answer to <see cref="WhoElseRequest"/> and <see cref="WhoElseSinceRequest"/>, in as many lines as it needs.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Users">Account names, in ordinal order.</param>
/// <param name="More">True when another line of this answer follows; left out when false.</param>
public sealed record UsersReply(long Id, string[] Users, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool More = false)
    : Contract<UsersReply>, IReply<UsersReply>
{
    public static string WireName => "users";

    public static JsonTypeInfo<UsersReply> TypeInfo => WireJson.Default.UsersReply;
}
