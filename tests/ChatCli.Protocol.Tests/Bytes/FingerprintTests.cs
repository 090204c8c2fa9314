using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

public class FingerprintTests
{
    private const string Certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdDCCARugAwIBAgIUbw8HOoezEUGS1mKI81XUBESWFEYwCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxNjExNThaGA8yMTI2MTAyOTE2MTE1
        OFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABK6k
        +dIkw70+/tYcK9K0xhlSAFV0j3EmhK77hPDnTrRxpDrhPPsHo4Kkj4opZFnbYhBP
        pB896X6Gtvr14FQcLCGjUzBRMB0GA1UdDgQWBBTnUaCJ66Ml/J8dEhnPXpgsS305
        yjAfBgNVHSMEGDAWgBTnUaCJ66Ml/J8dEhnPXpgsS305yjAPBgNVHRMBAf8EBTAD
        AQH/MAoGCCqGSM49BAMCA0cAMEQCIBjUQocrC4bmpumx+s18TgGc7O/+I4VUqNmY
        s1rOYJmCAiBkgvo8W28ybehjQSM2Xbxm+sjxPDpSh2bEssDfaV6GSQ==
        -----END CERTIFICATE-----
        """;

    // openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base32
    private const string Known = "r4hv-c3g7-fmk3-mo45-ws65-vxko-bf56-rmle-i5bo-bilx-ithr-3l3i-6t3a";

    [Test]
    public async Task A_fingerprint_is_the_hash_of_the_key_in_groups_of_four()
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Certificate);

        await Assert.That(Fingerprint.Of(certificate).ToString()).IsEqualTo(Known);
    }

    [Test]
    public async Task A_new_certificate_for_the_same_key_has_the_same_fingerprint()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 first = Make(key), second = Make(key);
        using ECDsa otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 other = Make(otherKey);

        await Assert.That(first.SerialNumber).IsNotEqualTo(second.SerialNumber);
        await Assert.That(Fingerprint.Of(first)).IsEqualTo(Fingerprint.Of(second));
        await Assert.That(Fingerprint.Of(first)).IsNotEqualTo(Fingerprint.Of(other));
    }

    [Test]
    public async Task Case_and_separators_do_not_matter()
    {
        await Assert.That(Fingerprint.TryParse(Known, out Fingerprint? fingerprint)).IsTrue();
        foreach (string text in new[] { Known.ToUpperInvariant(), Known.Replace("-", ""), Known.Replace('-', ':'), " " + Known.Replace('-', ' ') })
        {
            await Assert.That(Fingerprint.TryParse(text, out Fingerprint? same)).IsTrue();
            await Assert.That(same).IsEqualTo(fingerprint);
            await Assert.That(same!.ToString()).IsEqualTo(Known);
        }
    }

    [Test]
    public async Task What_is_no_fingerprint_is_said_so()
    {
        string?[] texts =
        [
            null, "", "-", Known[..^1], Known + "a", "1" + Known[1..], "é" + Known[1..],
            // The last digit stands for one bit only.
            Known[..^1] + "b",
        ];
        foreach (string? text in texts) await Assert.That(Fingerprint.TryParse(text, out _)).IsFalse();
    }

    private static X509Certificate2 Make(ECDsa key) =>
        new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
}
