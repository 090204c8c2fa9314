namespace ChatCli.Client.Notices;

/// <summary>About the connection to the server, and the user's session over it.</summary>
internal abstract record ConnectionNotice : Notice;

/// <summary>The user is logged in.</summary>
/// <param name="User">The account.</param>
internal sealed record LoggedIn(string User) : ConnectionNotice;

/// <summary>The user is logged out, as asked.</summary>
internal sealed record LoggedOut : ConnectionNotice;

/// <summary>The server ended the session.</summary>
/// <param name="Reason">A constant of <see cref="Protocol.Messages.LogoutReason"/>, or a newer one.</param>
/// <param name="Text">The server's words.</param>
internal sealed record SessionEnded(string Reason, string Text) : ConnectionNotice;

/// <summary>The connection is lost.</summary>
/// <param name="IsReconnecting">Whether the client tries to have another one.</param>
internal sealed record ConnectionLost(bool IsReconnecting) : ConnectionNotice;

/// <summary>The server stopped; the client tries to connect again.</summary>
/// <param name="Text">The server's words.</param>
/// <param name="Retry">How many milliseconds it asked to wait before that.</param>
internal sealed record ServerStopped(string Text, int Retry) : ConnectionNotice;

/// <summary>The client is connected and logged in again.</summary>
/// <param name="Unsent">How many messages have no receipt, and are sent again now.</param>
internal sealed record ConnectionRestored(int Unsent) : ConnectionNotice;

/// <summary>The server did not answer in time when it was asked to log out.</summary>
internal sealed record ServerSilent : ConnectionNotice;

/// <summary>Why there is no connection to the server.</summary>
internal enum ConnectFailure : byte
{
    /// <summary>Nothing answers.</summary>
    NoConnection,

    /// <summary>Something answers that is no chat server.</summary>
    NoChatServer,

    /// <summary>Something answers that does not encrypt.</summary>
    NotTls,

    /// <summary>No version of TLS or cipher is safe enough for both ends.</summary>
    TlsNotAgreed,
}

/// <summary>There is no connection to the server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Failure">Why.</param>
internal sealed record ConnectFailed(ServerAddress Server, ConnectFailure Failure) : ConnectionNotice;

/// <summary>The server refused the connection.</summary>
/// <param name="Server">The server.</param>
/// <param name="Code">A constant of <see cref="Protocol.Messages.ErrorCode"/>, or a newer one.</param>
/// <param name="Text">The server's words.</param>
internal sealed record ConnectionRefused(ServerAddress Server, string Code, string Text) : ConnectionNotice;

/// <summary>The server does not offer the way to log in that this connection asks for.</summary>
/// <param name="Server">The server.</param>
/// <param name="Mechanism">The SCRAM mechanism.</param>
internal sealed record MechanismMissing(ServerAddress Server, string Mechanism) : ConnectionNotice;
