using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

public class TlsServerEndPointTests
{
    private const string SignedWithSha1 =
        "MIIBcjCCARqgAwIBAgIUEf7cK40uS05Yirjw52l1wTWax3AwCQYHKoZIzj0EATAPMQ0wCwYDVQQDDARjaGF0MCAXDTI2MTEyMjE2MTQxMloYDzIxMjYxMDI5MTYxNDEyWjAPMQ0wCwYD"
        + "VQQDDARjaGF0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfwXScVMIjAZss4DrCXfq05ueIYqswHRyy4JOYjvBQ4Kk3wVY6+YPeU83OMFPwoES1pQz263NH4vvkpbNs07CQKNTMFEw"
        + "HQYDVR0OBBYEFPar6Tx66Xyp1BjoX6dSYn0OtZdnMB8GA1UdIwQYMBaAFPar6Tx66Xyp1BjoX6dSYn0OtZdnMA8GA1UdEwEB/wQFMAMBAf8wCQYHKoZIzj0EAQNHADBEAiBTdUcFZok+"
        + "fpPOhwf0KL0KeJMg4P8WAb93KaWr/G8meQIgHH9FeiuDTqpWny2qHlH7TzxnIASj8o1jjPsy1ErzCgM=";

    private const string SignedWithEd25519 =
        "MIIBNDCB56ADAgECAhRD0TfN4yA4tGdeSCnHy8AoFNKffzAFBgMrZXAwDzENMAsGA1UEAwwEY2hhdDAgFw0yNjExMjIxNjE0MTJaGA8yMTI2MTAyOTE2MTQxMlowDzENMAsGA1UEAwwE"
        + "Y2hhdDAqMAUGAytlcAMhALFul/GFkRbBHapjFXkRCnYI6p9yC7mK6oFhBFRMgPwGo1MwUTAdBgNVHQ4EFgQUzFswlcJ5qLlw9phu5LgRFc0O7C8wHwYDVR0jBBgwFoAUzFswlcJ5qLlw"
        + "9phu5LgRFc0O7C8wDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQAZlnEe8nhE3EPsv96xfTGenvC5Qf39TQ7hU4YlcQgNyPYftQwPtOdr77XHaP2tVWwa5VWqPUmpXJxo3iEcqVwM";

    [Test]
    [Arguments("SHA256", 32)]
    [Arguments("SHA384", 48)]
    [Arguments("SHA512", 64)]
    public async Task It_is_the_hash_of_the_certificate_by_the_hash_function_of_its_signature(string signature, int length)
    {
        using var key = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hash = new HashAlgorithmName(signature);
        CertificateRequest[] requests = [
            new("CN=chat", key, hash, RSASignaturePadding.Pkcs1),
            new("CN=chat", key, hash, RSASignaturePadding.Pss),
            new("CN=chat", curve, hash)];
        foreach (CertificateRequest request in requests)
        {
            using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            byte[] binding = TlsServerEndPoint.Compute(certificate);
            await Assert.That(binding.Length).IsEqualTo(length);
            await Assert.That(Convert.ToHexString(binding)).IsEqualTo(Convert.ToHexString(CryptographicOperations.HashData(hash, certificate.RawData)));
            // As the other end sees it, which has no key.
            using X509Certificate2 seen = X509CertificateLoader.LoadCertificate(certificate.RawData);
            await Assert.That(Convert.ToHexString(TlsServerEndPoint.Compute(seen))).IsEqualTo(Convert.ToHexString(binding));
        }
    }

    [Test]
    [Arguments(SignedWithSha1)]
    [Arguments(SignedWithEd25519)]
    public async Task It_is_SHA_256_for_a_signature_with_a_weak_hash_function_or_none(string encoded)
    {
        byte[] raw = Convert.FromBase64String(encoded);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(raw);
        await Assert.That(Convert.ToHexString(TlsServerEndPoint.Compute(certificate))).IsEqualTo(Convert.ToHexString(SHA256.HashData(raw)));
    }
}
