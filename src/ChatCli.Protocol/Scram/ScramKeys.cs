using System.Security.Cryptography;
using System.Text;

namespace ChatCli.Protocol.Scram;

/// <summary>
/// What a client proves its password by (RFC 5802, section 3): as good as the password itself for this salt, and as secret. It may be
/// kept to log in again without deriving it again.
/// </summary>
public sealed class ScramKeys
{
    internal const int Length = SHA256.HashSizeInBytes;

    private ScramKeys(byte[] clientKey, byte[] storedKey, byte[] serverKey) => (ClientKey, StoredKey, ServerKey) = (clientKey, storedKey, serverKey);

    internal byte[] ClientKey { get; }

    internal byte[] StoredKey { get; }

    internal byte[] ServerKey { get; }

    /// <summary>
    /// Derives the keys, slowly on purpose: the time is that of <paramref name="iterations"/> computations of HMAC. Passwords are printable ASCII
    /// (<see cref="Messages.AccountRules.IsPassword"/>), which SASLprep leaves as it is, so that it is not needed.
    /// </summary>
    public static ScramKeys Derive(string password, byte[] salt, int iterations)
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, Length);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return new ScramKeys(clientKey, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
