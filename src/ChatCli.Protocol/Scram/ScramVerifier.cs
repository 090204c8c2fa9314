using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using ChatCli.Protocol.Messages;

namespace ChatCli.Protocol.Scram;

/// <summary>
/// What a server keeps of a password: enough to check a proof, too little to make one. Written in the form that PostgreSQL uses,
/// <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>.
/// </summary>
public sealed class ScramVerifier : IEquatable<ScramVerifier>
{
    /// <summary>What a text begins with that is a verifier and no password.</summary>
    public const string Prefix = "SCRAM-SHA-256$";

    private const string Family = "SCRAM-";
    private const int NewSalt = 16, MinSalt = 16, MaxSalt = 64;

    private readonly string _text;

    private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey)
    {
        (Iterations, Salt, StoredKey, ServerKey) = (iterations, salt, storedKey, serverKey);
        _text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}");
    }

    /// <summary>How slowly the keys are derived: see <see cref="Limits.MinIterations"/>.</summary>
    public int Iterations { get; }

    internal byte[] Salt { get; }

    internal byte[] StoredKey { get; }

    internal byte[] ServerKey { get; }

    /// <summary>The verifier of a password, with a salt of its own. As slow as <see cref="ScramKeys.Derive"/>.</summary>
    public static ScramVerifier Create(string password, int iterations) => Create(password, RandomNumberGenerator.GetBytes(NewSalt), iterations);

    /// <summary>The verifier of a password with a given salt. As slow as <see cref="ScramKeys.Derive"/>.</summary>
    public static ScramVerifier Create(string password, byte[] salt, int iterations)
    {
        ScramKeys keys = ScramKeys.Derive(password, salt, iterations);
        return new ScramVerifier(iterations, salt, keys.StoredKey, keys.ServerKey);
    }

    /// <summary>
    /// A verifier that no password has, to answer for a name without an account as for one that has one.
    /// </summary>
    /// <param name="salt">Only its first 16 bytes are used.</param>
    /// <param name="iterations">As other verifiers have.</param>
    public static ScramVerifier CreateUnusable(ReadOnlySpan<byte> salt, int iterations) =>
        new(iterations, salt[..NewSalt].ToArray(), RandomNumberGenerator.GetBytes(ScramKeys.Length), RandomNumberGenerator.GetBytes(ScramKeys.Length));

    /// <summary>
    /// Reads a verifier; false for one in another form, with iterations out of bounds, a salt not of 16 to 64 bytes, or keys not of 32.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ScramVerifier? verifier)
    {
        verifier = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (text[Prefix.Length..].Split('$') is not [string first, string second]) return false;
        if (first.Split(':') is not [string count, string salt] || second.Split(':') is not [string storedKey, string serverKey]) return false;
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)) return false;
        if (iterations is < Limits.MinIterations or > Limits.MaxIterations) return false;
        if (!ScramText.TryDecode(salt, out byte[]? saltBytes) || saltBytes.Length is < MinSalt or > MaxSalt) return false;
        if (!ScramText.TryDecode(storedKey, out byte[]? storedBytes) || storedBytes.Length != ScramKeys.Length) return false;
        if (!ScramText.TryDecode(serverKey, out byte[]? serverBytes) || serverBytes.Length != ScramKeys.Length) return false;
        if (count[0] == '0') return false;
        verifier = new ScramVerifier(iterations, saltBytes, storedBytes, serverBytes);
        return true;
    }

    /// <summary>Whether a text is a verifier by another mechanism of the same family, such as <c>SCRAM-SHA-512$...</c>, rather than a password.</summary>
    public static bool IsOfOtherForm(string text) =>
        text.StartsWith(Family, StringComparison.Ordinal) && text.Contains('$') && !text.StartsWith(Prefix, StringComparison.Ordinal);

    public bool Equals(ScramVerifier? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as ScramVerifier);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The form in which it is sent and kept.</summary>
    public override string ToString() => _text;
}
