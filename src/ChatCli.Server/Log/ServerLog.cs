using System.Net;
using System.Net.Sockets;
using ChatCli.Protocol.Bytes;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Log;

/// <summary>Every line that the server logs. Texts, passwords and secrets are never logged, at any level.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "listening on {Address}; key fingerprint {Fingerprint}")]
    public static partial void Listening(this ILogger log, string address, Fingerprint fingerprint);

    [LoggerMessage(5, LogLevel.Warning, "listening on {Address}; connections are not encrypted")]
    public static partial void ListeningPlain(this ILogger log, string address);

    [LoggerMessage(2, LogLevel.Debug, "stopping: {Connections} connections are told")]
    public static partial void Stopping(this ILogger log, int connections);

    [LoggerMessage(3, LogLevel.Debug, "stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(4, LogLevel.Critical, "ended by an error in the server")]
    public static partial void Crashed(this ILogger log, Exception error);

    [LoggerMessage(10, LogLevel.Debug, "{Client}: connected")]
    public static partial void Connected(this ILogger log, IPEndPoint? client);

    [LoggerMessage(11, LogLevel.Debug, "{Client}: connection ended")]
    public static partial void Disconnected(this ILogger log, IPEndPoint? client);

    [LoggerMessage(12, LogLevel.Warning, "accepting connections again in {Delay} ms: {Error}")]
    public static partial void AcceptPressure(this ILogger log, double delay, SocketError error);

    [LoggerMessage(13, LogLevel.Critical, "no longer accepting connections: {Error}")]
    public static partial void AcceptFailed(this ILogger log, SocketError error);

    [LoggerMessage(14, LogLevel.Error, "{Client}: connection ended by an error in the server")]
    public static partial void ConnectionFailed(this ILogger log, Exception error, IPEndPoint? client);

    [LoggerMessage(15, LogLevel.Debug, "{Client}: no TLS connection was made: {Failure}")]
    public static partial void HandshakeFailed(this ILogger log, IPEndPoint? client, TlsFailure failure);

    [LoggerMessage(16, LogLevel.Warning, "all {Places} connections are taken by users who are logged in: who comes now is closed")]
    public static partial void NoPlace(this ILogger log, int places);

    [LoggerMessage(20, LogLevel.Warning, "{Path} is not used as it stands, {Error}; the accounts stay as they were")]
    public static partial void CredentialsRejected(this ILogger log, string path, string error);

    [LoggerMessage(21, LogLevel.Information, "{Path} was edited: {Added} accounts added, {Removed} removed, {Repassworded} given another password")]
    public static partial void CredentialsChanged(this ILogger log, string path, int added, int removed, int repassworded);

    [LoggerMessage(22, LogLevel.Information, "{Name}: all data of an earlier account deleted, if there was any")]
    public static partial void EarlierAccountDeleted(this ILogger log, string name);

    [LoggerMessage(23, LogLevel.Information, "{Name}: password changed by an administrator; a lost session cannot be resumed")]
    public static partial void PasswordChanged(this ILogger log, string name);

    [LoggerMessage(24, LogLevel.Information, "{Name}: unblocked by an administrator")]
    public static partial void Unblocked(this ILogger log, string name);

    [LoggerMessage(30, LogLevel.Debug, "messages and blocks are kept in {Path}")]
    public static partial void StoreOpened(this ILogger log, string path);

    [LoggerMessage(31, LogLevel.Error, "messages and blocks cannot be kept at present, and who sends them is told so: {Path} {Why}")]
    public static partial void StoreFailing(this ILogger log, string path, string why);

    [LoggerMessage(32, LogLevel.Information, "messages and blocks are kept again in {Path}")]
    public static partial void StoreWorks(this ILogger log, string path);

    [LoggerMessage(33, LogLevel.Error, "waiting messages cannot be read at present: {Path} {Why}")]
    public static partial void StoreUnreadable(this ILogger log, string path, string why);

    [LoggerMessage(34, LogLevel.Error, "{Path} is damaged: some messages can neither be read nor kept; chatcli-server check says more")]
    public static partial void StoreDamaged(this ILogger log, string path);

    [LoggerMessage(35, LogLevel.Warning, "what was kept for {Count} names without an account is deleted")]
    public static partial void StrangersForgotten(this ILogger log, int count);

    [LoggerMessage(36, LogLevel.Warning, "messages or blocks are kept for {Count} names, and none of them has an account: are these the right accounts?")]
    public static partial void NobodyKnown(this ILogger log, int count);
}
