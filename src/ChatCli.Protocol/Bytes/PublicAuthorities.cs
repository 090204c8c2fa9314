using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>
/// The machine's list of public certificate authorities. It is read only for a certificate that one of them may have issued: who trusts any
/// other key has compared its fingerprint.
/// </summary>
public static partial class PublicAuthorities
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Where distributions keep the list as one file.</summary>
    private static readonly string[] UsualFiles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    private static bool s_areIgnored;
    private static string? s_givenFile;
    private static string? s_givenFolder;

    /// <summary>
    /// Keeps the TLS library of this process from reading the list, which would take about 100 ms at the first handshake. To be called
    /// first thing in a program, before it has other threads. Does nothing where the list is not a folder of files.
    /// </summary>
    public static void Ignore()
    {
        if (!OperatingSystem.IsLinux()) return;
        (s_givenFile, s_givenFolder) = (Environment.GetEnvironmentVariable("SSL_CERT_FILE"), Environment.GetEnvironmentVariable("SSL_CERT_DIR"));
        s_areIgnored = true;
        // The native environment: what Environment sets, the library does not see.
        _ = SetVariable("SSL_CERT_DIR", "/nonexistent", 1);
        _ = SetVariable("SSL_CERT_FILE", "/nonexistent", 1);

        // The user of a service or a container may have no home folder. The runtime looks there for certificates that its user distrusts, whatever
        // it is to look at, and would throw; for everything else it takes the root folder then.
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        if (home is "" or "/") Environment.SetEnvironmentVariable("HOME", "/");
    }

    /// <summary>
    /// Whether an authority vouches that a certificate is a host's: its name (RFC 6125), its dates and all of its issuers are right. Whether it was
    /// revoked is not asked.
    /// </summary>
    /// <param name="certificate">What the host has shown.</param>
    /// <param name="issuers">What it has shown along with it.</param>
    /// <param name="host">Its name or address, as the person gave it.</param>
    public static bool VouchFor(X509Certificate2 certificate, X509Certificate2Collection issuers, string host)
    {
        // Nobody but its own key vouches for it: then the list need not be read.
        if (IsSelfIssued(certificate)) return false;
        return VouchFor(certificate, issuers, host, s_areIgnored ? Read() : null);
    }

    /// <summary>With authorities other than the machine's, for tests; null: those that the system knows by itself.</summary>
    internal static bool VouchFor(
        X509Certificate2 certificate, X509Certificate2Collection issuers, string host, X509Certificate2Collection? authorities)
    {
        if (IsSelfIssued(certificate) || Uri.CheckHostName(host) == UriHostNameType.Unknown) return false;
        if (!certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false)) return false;
        using var chain = new X509Chain();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ExtraStore.AddRange(issuers);
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
        return chain.Build(certificate);
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>The list, from where the environment says or from where it usually is; empty where there is none.</summary>
    private static X509Certificate2Collection Read()
    {
        string[] files = s_givenFile is { Length: > 0 } ? [s_givenFile]
            : s_givenFolder is { Length: > 0 } ? Files(s_givenFolder)
            : [.. UsualFiles.Where(File.Exists).Take(1)];
        var authorities = new X509Certificate2Collection();
        foreach (string file in files)
        {
            try
            {
                authorities.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // An authority less.
            }
        }
        return authorities;
    }

    private static string[] Files(string folders) => [.. folders.Split(':').Where(Directory.Exists).SelectMany(Directory.GetFiles)];

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
