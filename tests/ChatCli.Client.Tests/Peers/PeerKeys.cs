using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

/// <summary>The keys of those who meet in tests, and ways to connect with them, right or wrong.</summary>
internal static class PeerKeys
{
    public static TlsCertificate Ann { get; } = Make();

    public static TlsCertificate Bob { get; } = Make();

    /// <summary>Of somebody whom nobody asked.</summary>
    public static TlsCertificate Eve { get; } = Make();

    public static TlsCertificate Of(string name) => name == "ann" ? Ann : Bob;

    public static Fingerprint Parse(string key) =>
        Fingerprint.TryParse(key, out Fingerprint? fingerprint) ? fingerprint : throw new ArgumentException(key);

    public static TlsCertificate Make() => TlsCertificate.CreateSelfSigned("test", DateTimeOffset.UtcNow);

    /// <summary>All that the side does which connects.</summary>
    public static async Task<PeerConnection?> DialAsync(IByteConnection connection, PeerMeeting meeting)
    {
        (TlsConnection? encrypted, _) = await PeerEncryption.ConnectAsync(connection, meeting);
        return encrypted is null ? null : await PeerHandshake.DialAsync(encrypted, encrypted.RemoteKey!, meeting, () => { });
    }

    /// <summary>Encrypts as the side that connects, believing any key; null when that did not work.</summary>
    public static async Task<TlsConnection?> ConnectAsync(IByteConnection connection, string chatId, TlsCertificate? own) =>
        (await TlsConnection.ConnectAsync(connection, chatId, static _ => true, CancellationToken.None, own)).Connection;

    /// <summary>Encrypts as the side that is connected to, believing any key; null when that did not work.</summary>
    public static async Task<TlsConnection?> AcceptAsync(IByteConnection connection, TlsCertificate own) =>
        (await TlsConnection.AcceptAsync(connection, new TlsServerOptions(own) { CheckClient = static _ => true }, CancellationToken.None)).Connection;

    /// <summary>The first bytes that somebody sends who connects and names this host.</summary>
    public static async Task<byte[]> FirstBytesAsync(string host)
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Task<TlsConnection?> connecting = ConnectAsync(near, host, Eve);
        byte[] buffer = new byte[4096];
        int length = await far.ReceiveAsync(buffer);
        far.Close();
        await connecting;
        return buffer[..length];
    }
}
