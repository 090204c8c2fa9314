using System.Net;
using System.Security.Cryptography;
using System.Text;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Peers;

/// <summary>The two ends of a handshake with their nonces and keys, over which a proof is made.</summary>
/// <param name="DialerNonce">From <c>peerhello</c>.</param>
/// <param name="ListenerNonce">From <c>peerchallenge</c>.</param>
/// <param name="Dialer">The account that connected.</param>
/// <param name="Listener">The account that was connected to.</param>
/// <param name="DialerKey">What the one that connected showed.</param>
/// <param name="ListenerKey">What the other one showed.</param>
internal sealed record PeerTranscript(
    string DialerNonce, string ListenerNonce, string Dialer, string Listener, Fingerprint DialerKey, Fingerprint ListenerKey);

/// <summary>
/// Shows that one end of a handshake knows the private chat's secret without sending it: HMAC-SHA-256 (RFC 2104) in lower-case
/// hexadecimal digits, keyed with the secret's 32 bytes.
/// </summary>
internal static class PeerProof
{
    public const string Dial = "dial";
    public const string Listen = "listen";

    private const int ChatIdBytes = 16;
    private const int NonceBytes = 16;
    private const int SecretBytes = 32;

    /// <summary>A nonce that was never used.</summary>
    public static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>Whether it is 32 hexadecimal digits in lower case that can be the name of a host: zeros alone would be an address.</summary>
    public static bool IsChatId(string id) =>
        id.Length == 2 * ChatIdBytes && id.All(char.IsAsciiHexDigitLower) && !IPAddress.TryParse(id, out _);

    /// <summary>Whether it is 32 hexadecimal digits.</summary>
    public static bool IsNonce(string nonce) => nonce.Length == 2 * NonceBytes && nonce.All(char.IsAsciiHexDigit);

    /// <summary>Whether it is 64 hexadecimal digits.</summary>
    public static bool IsSecret(string secret) => secret.Length == 2 * SecretBytes && secret.All(char.IsAsciiHexDigit);

    /// <summary>The proof of one role.</summary>
    public static string Make(string secret, string role, PeerTranscript transcript)
    {
        string message = "chatcli-peer-2\n" + role + "\n" + transcript.DialerNonce + "\n" + transcript.ListenerNonce + "\n"
            + transcript.Dialer + "\n" + transcript.Listener + "\n" + transcript.DialerKey + "\n" + transcript.ListenerKey;
        return Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromHexString(secret), Encoding.ASCII.GetBytes(message)));
    }

    /// <summary>Whether a proof is the right one of a role; takes the same time wherever it differs.</summary>
    public static bool IsRight(string proof, string secret, string role, PeerTranscript transcript) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(Make(secret, role, transcript)));
}
