using System.Diagnostics.CodeAnalysis;

namespace ChatCli.Protocol.Scram;

/// <summary>
/// One exchange as the server sees it (RFC 5802, RFC 7677): <see cref="Begin"/>, <see cref="Challenge"/>, <see cref="Finish"/>, each
/// once, in this order. It costs the server two HMACs.
/// </summary>
public sealed class ScramServer
{
    private readonly string _clientFirstBare;
    private readonly string _channel;
    private readonly string _nonce;
    private string? _serverFirst;
    private ScramVerifier? _verifier;

    private ScramServer(string name, string clientFirstBare, string channel, string nonce) =>
        (Name, _clientFirstBare, _channel, _nonce) = (name, clientFirstBare, channel, nonce);

    /// <summary>Who wants to log in; not a possible account name in every case.</summary>
    public string Name { get; }

    /// <summary>Reads the client's first message; null and the exchange, or why there is none.</summary>
    /// <param name="mechanism">What the client chose.</param>
    /// <param name="clientFirst">Its message.</param>
    /// <param name="channelBinding">That of the connection; null: not encrypted.</param>
    /// <param name="exchange">What goes on with <see cref="Challenge"/>.</param>
    public static ScramFault? Begin(string mechanism, string clientFirst, byte[]? channelBinding, out ScramServer? exchange) =>
        Begin(mechanism, clientFirst, channelBinding, ScramText.NewNonce(), out exchange);

    /// <summary>With the server's part of the nonce, for tests.</summary>
    internal static ScramFault? Begin(
        string mechanism, string clientFirst, byte[]? channelBinding, string nonce, out ScramServer? exchange)
    {
        exchange = null;
        if (mechanism != ScramMechanism.For(channelBinding)) return ScramFault.Mechanism;
        if (clientFirst.Split(',', 3) is not [string flag, string identity, string bare]) return ScramFault.Malformed;
        // Also a client that could bind and thinks that we cannot ("y"): somebody has kept the other mechanism from it.
        if (flag != ScramMechanism.Flag(channelBinding)) return IsFlag(flag) ? ScramFault.Mechanism : ScramFault.Malformed;
        // Nobody may act as somebody else here.
        if (identity.Length > 0) return ScramFault.Malformed;

        var reader = new ScramReader(bare);
        if (!reader.TryRead('n', out ReadOnlySpan<char> escaped) || !ScramText.TryUnescape(escaped, out string? name)) return ScramFault.Malformed;
        if (!reader.TryRead('r', out ReadOnlySpan<char> clientNonce) || !ScramText.IsNonce(clientNonce)) return ScramFault.Malformed;
        if (!reader.TryReadExtensions()) return ScramFault.Malformed;
        string channel = ScramProof.Channel($"{flag},,", channelBinding);
        exchange = new ScramServer(name, bare, channel, $"{clientNonce}{nonce}");
        return null;
    }

    /// <summary>The server's first message.</summary>
    /// <param name="verifier">What is kept of the password of <see cref="Name"/>.</param>
    public string Challenge(ScramVerifier verifier)
    {
        _verifier = verifier;
        return _serverFirst = $"r={_nonce},s={Convert.ToBase64String(verifier.Salt)},i={verifier.Iterations}";
    }

    /// <summary>
    /// Checks the client's final message; null and the server's, or what is wrong. A second call finds everything malformed. The channel is
    /// judged before the proof, so that somebody in between learns nothing about a guess.
    /// </summary>
    public ScramFault? Finish(string clientFinal, out string? serverFinal)
    {
        serverFinal = null;
        if (_verifier is not { } verifier || _serverFirst is not { } serverFirst) return ScramFault.Malformed;
        _verifier = null;
        if (!TryRead(clientFinal, out ReadOnlySpan<char> channel, out ReadOnlySpan<char> nonce, out byte[]? proof)) return ScramFault.Malformed;
        if (!nonce.SequenceEqual(_nonce)) return ScramFault.Malformed;
        if (!channel.SequenceEqual(_channel)) return ScramText.TryDecode(channel, out _) ? ScramFault.ChannelBinding : ScramFault.Malformed;

        ReadOnlySpan<char> withoutProof = clientFinal.AsSpan(0, clientFinal.LastIndexOf(",p=", StringComparison.Ordinal));
        byte[] message = ScramProof.Message(_clientFirstBare, serverFirst, withoutProof);
        if (!ScramProof.IsRight(proof, verifier.StoredKey, message)) return ScramFault.WrongProof;
        serverFinal = $"v={Convert.ToBase64String(ScramProof.OfServer(verifier.ServerKey, message))}";
        return null;
    }

    private static bool TryRead(
        string clientFinal, out ReadOnlySpan<char> channel, out ReadOnlySpan<char> nonce, [NotNullWhen(true)] out byte[]? proof)
    {
        nonce = default;
        proof = null;
        var reader = new ScramReader(clientFinal);
        if (!reader.TryRead('c', out channel) || !reader.TryRead('r', out nonce)) return false;
        while (reader.TryRead(out char name, out ReadOnlySpan<char> value))
        {
            if (name == 'm') return false;
            if (name == 'p') return reader.IsAtEnd && ScramText.TryDecode(value, out proof) && proof.Length == ScramKeys.Length;
        }
        return false;
    }

    /// <summary>Whether this is one of the flags of RFC 5801, section 4, with the grammar of its channel binding's name.</summary>
    private static bool IsFlag(string flag) =>
        flag is "n" or "y"
        || (flag.Length > 2 && flag.StartsWith("p=", StringComparison.Ordinal) && flag[2..].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'));
}
