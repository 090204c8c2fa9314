using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>
/// Names a certificate's key so that people can compare it: SHA-256 of the SubjectPublicKeyInfo (RFC 5280, section 4.1) in Base32
/// (RFC 4648, section 6), in 13 groups of four.
/// </summary>
public sealed record Fingerprint
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Digits = 52;
    private const int GroupDigits = 4;

    private readonly string _digits;

    private Fingerprint(string digits) => _digits = digits;

    /// <summary>The fingerprint of a certificate's key. A new certificate for the same key has the same one.</summary>
    public static Fingerprint Of(X509Certificate2 certificate)
    {
        byte[] hash = SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo());
        return new Fingerprint(string.Create(Digits, hash, static (digits, hash) =>
        {
            for (int i = 0; i < digits.Length; i++)
            {
                int bit = 5 * i;
                int pair = (hash[bit / 8] << 8) | (bit / 8 + 1 < hash.Length ? hash[bit / 8 + 1] : 0);
                digits[i] = Alphabet[(pair >> (11 - bit % 8)) & 31];
            }
        }));
    }

    /// <summary>Reads what <see cref="ToString"/> writes; case does not matter, nor do hyphens, colons and blanks.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Fingerprint? fingerprint)
    {
        string digits = string.Concat((text ?? "").Where(c => c is not ('-' or ':' or ' '))).ToLowerInvariant();
        // The last digit stands for one bit.
        bool isRight = digits.Length == Digits && digits.All(Alphabet.Contains) && digits[^1] is 'a' or 'q';
        fingerprint = isRight ? new Fingerprint(digits) : null;
        return isRight;
    }

    /// <summary>52 digits in groups of four, joined by hyphens.</summary>
    public override string ToString() => string.Join('-', _digits.Chunk(GroupDigits).Select(group => new string(group)));
}
