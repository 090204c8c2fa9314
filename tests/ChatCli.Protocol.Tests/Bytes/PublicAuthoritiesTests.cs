using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Protocol.Tests;

public class PublicAuthoritiesTests
{
    private static readonly DateTimeOffset Today = new(DateTime.UtcNow.Date, TimeSpan.Zero);
    private static readonly Issued Root = Issue("root", null, isAuthority: true);
    private static readonly Issued Middle = Issue("middle", Root, isAuthority: true);

    [Test]
    [Arguments("chat.test", true)]
    [Arguments("CHAT.test", true)]
    [Arguments("a.wild.test", true)]
    [Arguments("192.0.2.7", true)]
    [Arguments("b.test", false)]
    [Arguments("a.b.wild.test", false)]
    [Arguments("192.0.2.8", false)]
    [Arguments("no host at all", false)]
    [Arguments("", false)]
    public async Task An_authority_vouches_for_the_names_of_a_certificate_and_no_others(string host, bool isVouchedFor)
    {
        await Assert.That(VouchFor(Issue("chat.test", Middle), [Middle.Certificate], host, Root)).IsEqualTo(isVouchedFor);
    }

    [Test]
    public async Task Without_an_issuer_or_the_authority_nobody_vouches()
    {
        Issued leaf = Issue("chat.test", Middle);
        await Assert.That(VouchFor(leaf, [], "chat.test", Root)).IsFalse();
        await Assert.That(VouchFor(leaf, [Middle.Certificate], "chat.test", Issue("other", null, isAuthority: true))).IsFalse();
        // What the server itself sends along is no authority.
        await Assert.That(VouchFor(leaf, [Middle.Certificate, Root.Certificate], "chat.test", Issue("other", null, isAuthority: true))).IsFalse();
    }

    [Test]
    public async Task Nobody_vouches_for_a_certificate_that_is_over_or_not_a_servers_or_its_own_issuer()
    {
        await Assert.That(VouchFor(Issue("chat.test", Middle, end: Today.AddDays(-1)), [Middle.Certificate], "chat.test", Root)).IsFalse();
        await Assert.That(VouchFor(Issue("chat.test", Middle, usage: "1.3.6.1.5.5.7.3.2"), [Middle.Certificate], "chat.test", Root)).IsFalse();
        await Assert.That(VouchFor(Issue("chat.test", Issue("middle", Root)), [Middle.Certificate], "chat.test", Root)).IsFalse();
        Issued own = Issue("chat.test", null);
        await Assert.That(VouchFor(own, [], "chat.test", own)).IsFalse();
    }

    [Test]
    public async Task The_issuers_that_a_server_shows_are_there_to_be_checked()
    {
        Issued leaf = Issue("chat.test", Middle);
        var server = TlsCertificate.FromPem(
            $"{leaf.Certificate.ExportCertificatePem()}\n{Middle.Certificate.ExportCertificatePem()}", leaf.Key.ExportPkcs8PrivateKeyPem());
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        Task<(TlsConnection? Connection, TlsFailure Failure)> accepting =
            TlsConnection.AcceptAsync(far, new TlsServerOptions(server), CancellationToken.None);
        bool isVouchedFor = false;
        (TlsConnection? connected, _) = await TlsConnection.ConnectAsync(
            near, "chat.test",
            (shown, issuers) => isVouchedFor = PublicAuthorities.VouchFor(shown, issuers, "chat.test", [Root.Certificate]), CancellationToken.None);
        await accepting;
        await Assert.That(connected).IsNotNull();
        await Assert.That(isVouchedFor).IsTrue();
    }

    private static bool VouchFor(Issued leaf, X509Certificate2Collection issuers, string host, Issued authority) =>
        PublicAuthorities.VouchFor(leaf.Certificate, issuers, host, [authority.Certificate]);

    private static Issued Issue(
        string name, Issued? issuer, bool isAuthority = false, DateTimeOffset? end = null, string usage = "1.3.6.1.5.5.7.3.1")
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        DateTimeOffset begin = Today.AddDays(-2);
        end ??= Today.AddDays(30);
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("chat.test");
            names.AddDnsName("*.wild.test");
            names.AddIpAddress(System.Net.IPAddress.Parse("192.0.2.7"));
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }
        if (issuer is null) return new Issued(request.CreateSelfSigned(begin, end.Value), key);
        X509SignatureGenerator generator = X509SignatureGenerator.CreateForECDsa(issuer.Key);
        return new Issued(
            request.Create(issuer.Certificate.SubjectName, generator, begin, end.Value, RandomNumberGenerator.GetBytes(8)), key);
    }

    private sealed record Issued(X509Certificate2 Certificate, ECDsa Key);
}
