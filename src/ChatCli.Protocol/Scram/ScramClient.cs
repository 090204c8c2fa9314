using System.Globalization;
using System.Security.Cryptography;
using ChatCli.Protocol.Messages;

namespace ChatCli.Protocol.Scram;

/// <summary>
/// One exchange as the client sees it (RFC 5802, RFC 7677): send <see cref="FirstMessage"/>, <see cref="ReadChallenge"/>, derive the keys for its
/// <see cref="Salt"/> and <see cref="Iterations"/>, send <see cref="Respond"/>, <see cref="Check"/> what the server says to it.
/// </summary>
public sealed class ScramClient
{
    private readonly string _header;
    private readonly string _bare;
    private readonly string _nonce;
    private readonly byte[]? _channelBinding;
    private string _serverFirst = "";
    private string _fullNonce = "";
    private byte[] _expected = [];

    /// <summary>Begins an exchange, with a nonce of its own.</summary>
    /// <param name="name">The account.</param>
    /// <param name="channelBinding">That of the connection; null: not encrypted.</param>
    public ScramClient(string name, byte[]? channelBinding) : this(name, channelBinding, ScramText.NewNonce())
    {
    }

    /// <summary>With the client's nonce, for tests.</summary>
    internal ScramClient(string name, byte[]? channelBinding, string nonce)
    {
        _channelBinding = channelBinding;
        _header = $"{ScramMechanism.Flag(channelBinding)},,";
        _nonce = nonce;
        _bare = $"n={ScramText.Escape(name)},r={nonce}";
    }

    /// <summary>The mechanism to ask for. A server that does not offer it MUST NOT be logged in to.</summary>
    public string Mechanism => ScramMechanism.For(_channelBinding);

    /// <summary>The client's first message.</summary>
    public string FirstMessage => _header + _bare;

    /// <summary>The salt of the account, after <see cref="ReadChallenge"/>.</summary>
    public byte[] Salt { get; private set; } = [];

    /// <summary>The iterations of the account, after <see cref="ReadChallenge"/>.</summary>
    public int Iterations { get; private set; }

    /// <summary>Reads the server's first message; null, or why this client does not answer it.</summary>
    /// <param name="serverFirst">The message.</param>
    /// <param name="leastIterations">As many as this account was seen to have; fewer, and fewer than <see cref="Limits.MinIterations"/>, are refused.</param>
    public ScramFault? ReadChallenge(string serverFirst, int leastIterations = Limits.MinIterations)
    {
        var reader = new ScramReader(serverFirst);
        if (!reader.TryRead('r', out ReadOnlySpan<char> nonce) || !ScramText.IsNonce(nonce)) return ScramFault.Malformed;
        if (nonce.Length <= _nonce.Length || !nonce.StartsWith(_nonce, StringComparison.Ordinal)) return ScramFault.Malformed;
        if (!reader.TryRead('s', out ReadOnlySpan<char> encoded) || !ScramText.TryDecode(encoded, out byte[]? salt)) return ScramFault.Malformed;
        if (!reader.TryRead('i', out ReadOnlySpan<char> digits) || digits.ContainsAnyExceptInRange('0', '9') || digits[0] == '0') return ScramFault.Malformed;
        if (!reader.TryReadExtensions()) return ScramFault.Malformed;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)) return ScramFault.TooManyIterations;
        if (iterations > Limits.MaxIterations) return ScramFault.TooManyIterations;
        if (iterations < Math.Max(leastIterations, Limits.MinIterations)) return ScramFault.TooFewIterations;
        (_serverFirst, _fullNonce, Salt, Iterations) = (serverFirst, nonce.ToString(), salt, iterations);
        return null;
    }

    /// <summary>The client's final message.</summary>
    /// <param name="keys">Derived from the password with <see cref="Salt"/> and <see cref="Iterations"/>.</param>
    public string Respond(ScramKeys keys)
    {
        if (_serverFirst.Length == 0) throw new InvalidOperationException("There was no challenge.");
        string withoutProof = $"c={ScramProof.Channel(_header, _channelBinding)},r={_fullNonce}";
        byte[] message = ScramProof.Message(_bare, _serverFirst, withoutProof);
        _expected = ScramProof.OfServer(keys.ServerKey, message);
        return $"{withoutProof},p={Convert.ToBase64String(ScramProof.OfClient(keys.ClientKey, keys.StoredKey, message))}";
    }

    /// <summary>Checks the server's final message; null: the server knows the verifier of this password.</summary>
    public ScramFault? Check(string? serverFinal)
    {
        var reader = new ScramReader(serverFinal);
        if (!reader.TryRead('v', out ReadOnlySpan<char> encoded) || !ScramText.TryDecode(encoded, out byte[]? signature)) return ScramFault.Malformed;
        if (!reader.TryReadExtensions()) return ScramFault.Malformed;
        return _expected.Length > 0 && CryptographicOperations.FixedTimeEquals(signature, _expected) ? null : ScramFault.WrongServer;
    }
}
