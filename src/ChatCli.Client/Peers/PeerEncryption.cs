using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Peers;

/// <summary>
/// TLS between peers: the id of the private chat is the host's name, and each end shows the key that it made for the chat and is known by, so
/// that nobody else comes as far as the first line.
/// </summary>
internal static class PeerEncryption
{
    /// <summary>The side that connected. The connection is closed when it fails.</summary>
    public static Task<(TlsConnection? Connection, TlsFailure Failure)> ConnectAsync(IByteConnection connection, PeerMeeting meeting) =>
        TlsConnection.ConnectAsync(
            connection, meeting.ChatId, shown => Fingerprint.Of(shown) == meeting.OtherKey, CancellationToken.None, meeting.OwnKey);

    /// <summary>
    /// The side that was connected to. <paramref name="find"/> says which meeting an id belongs to, if any. The connection is closed
    /// when it fails.
    /// </summary>
    public static async Task<(TlsConnection? Connection, PeerMeeting? Meeting)> AcceptAsync(
        IByteConnection connection, Func<string, PeerMeeting?> find)
    {
        PeerMeeting? meeting = null;
        (TlsConnection? encrypted, _) = await TlsConnection.AcceptAsync(
            connection,
            id =>
            {
                meeting = find(id);
                if (meeting is not { TakesIncoming: true }) return null;
                return new TlsServerOptions(meeting.OwnKey) { CheckClient = shown => Fingerprint.Of(shown) == meeting.OtherKey };
            },
            CancellationToken.None);
        return (encrypted, meeting);
    }
}
