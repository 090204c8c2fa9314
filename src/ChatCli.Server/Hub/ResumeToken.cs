using System.Security.Cryptography;
using System.Text;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>Makes and checks the tokens by which a client process takes its session over: 256 random bits, kept hashed.</summary>
internal static class ResumeToken
{
    private const int Digits = 64;

    /// <summary>
    /// A new token for a client process, and what to keep of it. The one that was used for it counts until the new one was used:
    /// its client may use it again and again, as long as the answers are lost.
    /// </summary>
    public static (string Token, StoredToken Kept) Renew(string user, string instance, string? used)
    {
        string token = RandomNumberGenerator.GetHexString(Digits, lowercase: true);
        return (token, new StoredToken(user, instance, Hash(token), used is null ? "" : Hash(used), IsOnline: true));
    }

    /// <summary>Whether a token is the one kept, or the one before it, for this client process.</summary>
    public static bool Fits(StoredToken? kept, string instance, string token)
    {
        if (kept is null || kept.Instance != instance) return false;
        byte[] hash = Encoding.ASCII.GetBytes(Hash(token));
        return CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(kept.Hash))
            | CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(kept.Previous));
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
