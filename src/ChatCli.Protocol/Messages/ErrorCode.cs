namespace ChatCli.Protocol.Messages;

/// <summary>Why a request is refused, for programs. New codes may be added; treat an unknown one as a plain refusal.</summary>
public static class ErrorCode
{
    /// <summary>The line is no JSON object that begins with its type, or lacks a field, or has one of the wrong kind.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>There is no request of this type.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>The request does not fit here: before hello or login, or after it. The connection stays open.</summary>
    public const string OutOfPlace = "out_of_place";

    /// <summary>A plain connection from another machine, which is closed: connect with TLS.</summary>
    public const string NotEncrypted = "not_encrypted";

    /// <summary>A line over <see cref="Limits.MaxLine"/>; the connection is closed.</summary>
    public const string LineTooLong = "line_too_long";

    /// <summary>The server does not speak this version; the connection is closed.</summary>
    public const string Version = "version";

    /// <summary>No login within the time for it; the connection is closed.</summary>
    public const string LoginTimeout = "login_timeout";

    /// <summary>Not a possible account name.</summary>
    public const string InvalidName = "invalid_name";

    /// <summary>Not a verifier, or one that is too weak.</summary>
    public const string InvalidVerifier = "invalid_verifier";

    /// <summary>Not the mechanism of this connection.</summary>
    public const string Mechanism = "mechanism";

    /// <summary>Client and server are not the two ends of one encrypted connection. Says nothing about the password.</summary>
    public const string ChannelBinding = "channel_binding";

    /// <summary>Try again.</summary>
    public const string WrongPassword = "wrong_password";

    /// <summary>Too many wrong passwords for this name; the connection is closed.</summary>
    public const string AccountBlocked = "account_blocked";

    /// <summary>The password is right, but the name is in use: choose another.</summary>
    public const string AlreadyOnline = "already_online";

    /// <summary>The token is not the current one of this user and instance: log in with the password.</summary>
    public const string InvalidToken = "invalid_token";

    /// <summary>Somebody registered the name first.</summary>
    public const string NameTaken = "name_taken";

    /// <summary>The server could not keep it; try again later.</summary>
    public const string NotStored = "not_stored";

    /// <summary>Too much at once; try again after <see cref="ErrorReply.Retry"/>. The connection stays open.</summary>
    public const string SlowDown = "slow_down";

    /// <summary>A text of blanks only.</summary>
    public const string EmptyText = "empty_text";

    /// <summary>A text over <see cref="Limits.MaxText"/>.</summary>
    public const string TextTooLong = "text_too_long";

    /// <summary>Not to oneself.</summary>
    public const string Self = "self";

    /// <summary>No such account.</summary>
    public const string UnknownUser = "unknown_user";

    /// <summary>The user has blocked the caller.</summary>
    public const string Blocked = "blocked";

    /// <summary>The user is not online.</summary>
    public const string Offline = "offline";

    /// <summary>The caller has blocked the user already.</summary>
    public const string AlreadyBlocked = "already_blocked";

    /// <summary>The caller has not blocked the user.</summary>
    public const string NotBlocked = "not_blocked";

    /// <summary>The caller has asked this user already, and the answer is awaited.</summary>
    public const string AlreadyAsked = "already_asked";

    /// <summary>The user is not asking for a private session.</summary>
    public const string NotAsked = "not_asked";
}
