using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>Ties a login to the encrypted connection that it is made on (RFC 5929).</summary>
public static class ChannelBindings
{
    /// <summary>
    /// tls-server-end-point: the hash of the server's certificate by the hash function of its signature, but never by a weaker one
    /// than SHA-256 (RFC 5929, section 4.1). A signature that has no such function counts as one with SHA-256.
    /// </summary>
    public static byte[] TlsServerEndPoint(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        // sha384WithRSAEncryption, ecdsa-with-SHA384
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(certificate.RawDataMemory.Span),
        // sha512WithRSAEncryption, ecdsa-with-SHA512
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(certificate.RawDataMemory.Span),
        _ => SHA256.HashData(certificate.RawDataMemory.Span),
    };
}
