using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>Logs out; the server answers after everything asked before, then closes.</summary>
/// <param name="Id">Chosen by the client, not 0; the answer carries the same.</param>
public sealed record LogoutRequest(long Id) : Contract<LogoutRequest>, IRequest<LogoutRequest>
{
    public static string WireName => "logout";

    public static JsonTypeInfo<LogoutRequest> TypeInfo => WireJson.Default.LogoutRequest;
}

/// <summary>The server ended the session; the close follows.</summary>
/// <param name="Reason">One of the constants of <see cref="LogoutReason"/>.</param>
/// <param name="Text">For people.</param>
/// <param name="Retry">With <c>stopping</c>: how many milliseconds to wait before resuming, so that not all come at once; left out when 0.</param>
public sealed record LoggedOutEvent(
    string Reason, string Text, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Retry = 0)
    : Contract<LoggedOutEvent>, IEvent<LoggedOutEvent>
{
    public static string WireName => "loggedout";

    public static JsonTypeInfo<LoggedOutEvent> TypeInfo => WireJson.Default.LoggedOutEvent;
}

/// <summary>Why a server ends a session.</summary>
public static class LogoutReason
{
    /// <summary>No valid command for the time-out.</summary>
    public const string Idle = "idle";

    /// <summary>The server is shutting down.</summary>
    public const string Stopping = "stopping";

    /// <summary>The account was removed.</summary>
    public const string Removed = "removed";
}
