using System.Net;
using System.Text.Json;
using ChatCli.Client.Notices;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Tests;

/// <summary>What a scripted server says about peers, and a scripted Bob who connects to Ann.</summary>
internal static class PeerScript
{
    public static async Task<LineConversation> DialAsync(int port, char chat, string key)
    {
        PeerConnection? proven = await TryDialAsync(port, chat, key);
        return new LineConversation(proven!.Connection);
    }

    /// <summary>Connects as Bob would, with what he was told; null when that was not enough.</summary>
    public static async Task<PeerConnection?> TryDialAsync(int port, char chat, string key, string? secret = null)
    {
        SocketConnection connection = (await SocketConnection.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None))!;
        return await PeerKeys.DialAsync(connection, BobsMeeting(chat, key, secret));
    }

    public static StartPrivateRequest Ask(string? line) => JsonSerializer.Deserialize(line!, WireJson.Default.StartPrivateRequest)!;

    public static AnswerPrivateRequest Answer(string? line) => JsonSerializer.Deserialize(line!, WireJson.Default.AnswerPrivateRequest)!;

    private static PeerMeeting BobsMeeting(char chat, string key, string? secret)
    {
        var ready = new PrivateReadyEvent("ann", Dial: true, "127.0.0.1", 9, new string(chat, 32), secret ?? new string('a', 64), key);
        return new PeerMeeting(
            ready, "bob", PeerKeys.Bob, PeerKeys.Parse(key), (_, _, _) => throw new InvalidOperationException(), TimeProvider.System, (_, _) => { });
    }

    public static string Ready(string user, bool dial, int port, char chat, TlsCertificate key) =>
        Ready(user, dial, port, chat, key.Fingerprint.ToString());

    public static string Ready(string user, bool dial, int port, char chat, string key, string? secret = null) => JsonSerializer.Serialize(
        new PrivateReadyEvent(user, dial, "127.0.0.1", port, new string(chat, 32), secret ?? new string('a', 64), key),
        WireJson.Default.PrivateReadyEvent);
}
