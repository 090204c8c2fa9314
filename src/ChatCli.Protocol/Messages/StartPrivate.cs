using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Asks a user for a private session; <c>ok</c> means that the user was asked.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
/// <param name="User">Whom.</param>
/// <param name="Port">The TCP port on which the asker's client listens for peers.</param>
/// <param name="Key">The <see cref="Bytes.Fingerprint"/> of the key that it made for this session.</param>
public sealed record StartPrivateRequest(long Id, string User, int Port, string Key)
    : Contract<StartPrivateRequest>, IRequest<StartPrivateRequest>
{
    public static string WireName => "startprivate";

    public static JsonTypeInfo<StartPrivateRequest> TypeInfo => WireJson.Default.StartPrivateRequest;
}

/// <summary>A user asks for a private session.</summary>
/// <param name="From">Who asks.</param>
public sealed record PrivateAskedEvent(string From) : Contract<PrivateAskedEvent>, IEvent<PrivateAskedEvent>
{
    public static string WireName => "privateasked";

    public static JsonTypeInfo<PrivateAskedEvent> TypeInfo => WireJson.Default.PrivateAskedEvent;
}

/// <summary>An ask between this user and another came to nothing.</summary>
/// <param name="User">The other one.</param>
/// <param name="Reason">One of the constants of <see cref="AskEnd"/>.</param>
public sealed record PrivateAskEndedEvent(string User, string Reason) : Contract<PrivateAskEndedEvent>, IEvent<PrivateAskEndedEvent>
{
    public static string WireName => "privateaskended";

    public static JsonTypeInfo<PrivateAskEndedEvent> TypeInfo => WireJson.Default.PrivateAskEndedEvent;
}

/// <summary>Why an ask for a private session came to nothing.</summary>
public static class AskEnd
{
    /// <summary>The one who was asked said no.</summary>
    public const string Declined = "declined";

    /// <summary>Nobody answered in time.</summary>
    public const string Lapsed = "lapsed";

    /// <summary>The other user logged out.</summary>
    public const string Offline = "offline";
}
