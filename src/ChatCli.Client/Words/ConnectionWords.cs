using System.Diagnostics;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>The words about the connection to the server and the user's session.</summary>
internal static class ConnectionWords
{
    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(ConnectionNotice notice) => notice switch
    {
        LoggedIn user => $"Welcome to ChatCli, {Inert.Text(user.User)}! Type help for the commands.",
        LoggedOut => "logged out",
        SessionEnded session => Inert.Text(session.Text),
        ConnectionLost { IsReconnecting: true } => "lost the connection to the server; reconnecting",
        ConnectionLost => "lost the connection to the server",
        ServerStopped server => $"{Inert.Text(server.Text)}; reconnecting",
        ConnectionRestored { Unsent: 0 } => "connected again",
        ConnectionRestored restored => $"connected again; not sent yet: {Number.Of(restored.Unsent)}",
        ServerSilent => "Error: the server did not answer in time",
        ConnectFailed failed => OfFailure(failed.Failure, Address.Of(failed.Server)),
        ConnectionRefused refused => $"{Address.Of(refused.Server)} refused the connection: {Inert.Text(refused.Text)}",
        MechanismMissing missing =>
            $"{Address.Of(missing.Server)} does not offer to log in by {Inert.Text(missing.Mechanism)}: it is no chat server of this kind, or somebody stands between",
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    private static string OfFailure(ConnectFailure failure, string address) => failure switch
    {
        ConnectFailure.NoConnection => $"cannot connect to {address}",
        ConnectFailure.NoChatServer => $"{address} did not answer as a chat server",
        ConnectFailure.NotTls => $"""
            {address} does not answer with TLS
            If it is a chat server without encryption, on this machine or in a network that you trust: --plain
            """,
        ConnectFailure.TlsNotAgreed => $"{address} speaks TLS, but in no way that is safe enough",
        _ => throw new UnreachableException($"No words for {failure}."),
    };
}
