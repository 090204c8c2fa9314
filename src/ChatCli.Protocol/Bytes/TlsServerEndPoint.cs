using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>The channel binding tls-server-end-point (RFC 5929, section 4.1): a hash of the server's certificate.</summary>
public static class TlsServerEndPoint
{
    /// <summary>
    /// The hash of the certificate by the hash function of its signature; SHA-256 where that is MD5 or SHA-1, and where the RFC leaves it
    /// open because the signature has no hash function of its own (Ed25519).
    /// </summary>
    public static byte[] Compute(X509Certificate2 certificate) => CryptographicOperations.HashData(HashOf(certificate), certificate.RawData);

    private static HashAlgorithmName HashOf(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        // RSA with PKCS#1 padding, ECDSA, DSA.
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" or "2.16.840.1.101.3.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" or "2.16.840.1.101.3.4.3.4" => HashAlgorithmName.SHA512,
        "1.2.840.113549.1.1.10" => HashOfPss(certificate.RawDataMemory),
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>RSA with PSS padding names its hash function in its parameters (RFC 4055, section 3.1).</summary>
    private static HashAlgorithmName HashOfPss(ReadOnlyMemory<byte> raw)
    {
        AsnReader certificate = new AsnReader(raw, AsnEncodingRules.DER).ReadSequence();
        certificate.ReadEncodedValue();
        AsnReader algorithm = certificate.ReadSequence();
        algorithm.ReadObjectIdentifier();
        AsnReader parameters = algorithm.ReadSequence();
        var hash = new Asn1Tag(TagClass.ContextSpecific, 0);
        // Left out it is SHA-1.
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(hash)) return HashAlgorithmName.SHA256;
        return parameters.ReadSequence(hash).ReadSequence().ReadObjectIdentifier() switch
        {
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
    }
}
