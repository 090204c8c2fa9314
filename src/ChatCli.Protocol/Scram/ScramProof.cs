using System.Security.Cryptography;
using System.Text;

namespace ChatCli.Protocol.Scram;

/// <summary>The computations that both ends do over the three messages of an exchange (RFC 5802, section 3).</summary>
internal static class ScramProof
{
    /// <summary>What is signed: everything said so far, but for the proof itself.</summary>
    public static byte[] Message(string clientFirstBare, string serverFirst, ReadOnlySpan<char> clientFinalWithoutProof) =>
        Encoding.UTF8.GetBytes($"{clientFirstBare},{serverFirst},{clientFinalWithoutProof}");

    /// <summary>What the client says about the channel: its flag and what it sees of the channel.</summary>
    public static string Channel(string header, byte[]? channelBinding) =>
        Convert.ToBase64String([.. Encoding.UTF8.GetBytes(header), .. channelBinding ?? []]);

    public static byte[] OfClient(byte[] clientKey, byte[] storedKey, byte[] message) => Xor(clientKey, HMACSHA256.HashData(storedKey, message));

    public static byte[] OfServer(byte[] serverKey, byte[] message) => HMACSHA256.HashData(serverKey, message);

    /// <summary>Whether the proof was made with the client key of a stored key.</summary>
    public static bool IsRight(byte[] proof, byte[] storedKey, byte[] message) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Xor(proof, HMACSHA256.HashData(storedKey, message))), storedKey);

    private static byte[] Xor(byte[] left, byte[] right)
    {
        var result = new byte[left.Length];
        for (int i = 0; i < result.Length; i++) result[i] = (byte)(left[i] ^ right[i]);
        return result;
    }
}
