using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>A certificate with its key, ready for any number of handshakes at either end.</summary>
public sealed class TlsCertificate
{
    /// <summary>"No well-defined expiration date" (RFC 5280, section 4.1.2.5): who pins a key does not look at dates.</summary>
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly X509Certificate2 _certificate;

    private TlsCertificate(X509Certificate2 certificate, X509Certificate2Collection? issuers)
    {
        _certificate = certificate;
        Context = SslStreamCertificateContext.Create(certificate, issuers, offline: true);
        ChannelBinding = TlsServerEndPoint.Compute(certificate);
        Fingerprint = Fingerprint.Of(certificate);
    }

    /// <summary>Of the key.</summary>
    public Fingerprint Fingerprint { get; }

    /// <summary>tls-server-end-point of a server that shows this certificate.</summary>
    internal byte[] ChannelBinding { get; }

    /// <summary>What handshakes share: one for all, because it keeps what the TLS library makes of the certificate.</summary>
    internal SslStreamCertificateContext Context { get; }

    /// <summary>Makes an ECDSA P-256 key and a self-signed certificate that never ends.</summary>
    public static TlsCertificate CreateSelfSigned(string name, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // The other side's clock may be behind.
        return new TlsCertificate(Usable(request.CreateSelfSigned(now.AddDays(-1), Never)), issuers: null);
    }

    /// <summary>
    /// Reads a certificate, followed by those of its issuers where it has some, and its key (PKCS #8, or of its kind), both as PEM.
    /// Throws <see cref="CryptographicException"/> for anything else.
    /// </summary>
    public static TlsCertificate FromPem(string certificates, string key)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(certificates, key);
        }
        catch (ArgumentException e)
        {
            // The key is another certificate's.
            throw new CryptographicException(e.Message, e);
        }
        var issuers = new X509Certificate2Collection();
        issuers.ImportFromPem(certificates);
        issuers.RemoveAt(0);
        return new TlsCertificate(Usable(certificate), issuers);
    }

    /// <summary>The certificate as PEM, without its issuers.</summary>
    public string ExportCertificate() => _certificate.ExportCertificatePem() + "\n";

    /// <summary>The key as PEM (PKCS #8).</summary>
    public string ExportKey()
    {
        using ECDsa key = _certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("Only keys made here are written.");
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Windows cannot use a key in a handshake that was only ever in memory.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows()) return certificate;
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
