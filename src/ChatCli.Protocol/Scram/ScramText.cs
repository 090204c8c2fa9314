using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ChatCli.Protocol.Scram;

/// <summary>How names, nonces and bytes stand in a SCRAM message (RFC 5802, sections 5.1 and 7).</summary>
internal static class ScramText
{
    private const int NonceBytes = 18;

    /// <summary>The longest nonce that is read, so that no message grows over its line.</summary>
    private const int MaxNonce = 256;

    /// <summary>A nonce of 144 random bits, in 24 characters.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>Printable ASCII characters but the comma.</summary>
    public static bool IsNonce(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxNonce && !text.ContainsAnyExceptInRange('!', '~') && !text.Contains(',');

    /// <summary>A name with its commas and equals signs escaped.</summary>
    public static string Escape(string name) => name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    /// <summary>The name that was escaped; false where an equals sign stands for itself or for anything else.</summary>
    public static bool TryUnescape(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? name)
    {
        name = text.ToString().Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (Escape(name).AsSpan().SequenceEqual(text)) return true;
        name = null;
        return false;
    }

    /// <summary>Bytes in base64 as it is written: no blanks, all of its padding, no stray bits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (Convert.TryFromBase64Chars(text, bytes, out int length))
        {
            bytes = bytes[..length];
            if (Convert.ToBase64String(bytes).AsSpan().SequenceEqual(text)) return true;
        }
        bytes = null;
        return false;
    }
}
