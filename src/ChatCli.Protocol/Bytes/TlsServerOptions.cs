using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>What the accepting end of TLS connections shows, and of whom it wants a certificate. One for many connections.</summary>
/// <param name="Certificate">What it shows.</param>
public sealed record TlsServerOptions(TlsCertificate Certificate)
{
    /// <summary>Says whether the other side's certificate will do; null: it is asked for none. MUST NOT keep the certificate.</summary>
    public Func<X509Certificate2, bool>? CheckClient { get; init; }

    /// <summary>How many handshakes may compute at a time, over all connections that share it; null: as many as want.</summary>
    public SemaphoreSlim? Turns { get; init; }
}
