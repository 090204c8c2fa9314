using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Protocol.Tests;

/// <summary>A certificate as an authority gives it, with that of an intermediate one.</summary>
public class TlsIssuersTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-1);

    [Test]
    public async Task A_certificate_is_shown_with_those_of_its_issuers()
    {
        using X509Certificate2 root = Make("root", issuer: null, isAuthority: true);
        using X509Certificate2 intermediate = Make("intermediate", root, isAuthority: true);
        using X509Certificate2 leaf = Make("leaf", intermediate, isAuthority: false);
        using ECDsa key = leaf.GetECDsaPrivateKey()!;
        TlsCertificate certificate = TlsCertificate.FromPem(
            leaf.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem(), key.ExportECPrivateKeyPem());

        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Task accepting = TlsConnection.AcceptAsync(far, new TlsServerOptions(certificate), CancellationToken.None);
        string[] shown = [];
        await using var stream = new SslStream(new ConnectionStream(near, default, null));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, first, chain, _) =>
            {
                shown = [first!.Subject, .. chain!.ChainPolicy.ExtraStore.Select(other => other.Subject)];
                return first.Equals(leaf);
            },
        });
        await accepting;

        await Assert.That(string.Join(' ', shown.Distinct())).IsEqualTo("CN=leaf CN=intermediate");
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, bool isAuthority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (issuer is null) return request.CreateSelfSigned(Start, Start.AddDays(30));
        using X509Certificate2 made = request.Create(issuer, Start, Start.AddDays(20), RandomNumberGenerator.GetBytes(8));
        return made.CopyWithPrivateKey(key);
    }
}
