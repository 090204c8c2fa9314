using System.Security.Cryptography;
using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;

namespace ChatCli.Server.Storage;

/// <summary>Where the server's certificate and its key are kept.</summary>
internal static class CertificateFile
{
    private const string Name = "chatcli-server";

    /// <summary>Makes a certificate that is kept nowhere; a <see cref="StoreException"/> says why not.</summary>
    public static TlsCertificate Create(TimeProvider time)
    {
        try
        {
            return TlsCertificate.CreateSelfSigned(Name, time.GetUtcNow());
        }
        catch (CryptographicException e)
        {
            throw new StoreException($"this system cannot make a key for encryption: {e.Message}");
        }
    }

    /// <summary>
    /// Reads a certificate with its key from a file, or makes both and writes them, readable by their owner alone; a
    /// <see cref="StoreException"/> says why not. The caller MUST hold the folder.
    /// </summary>
    public static TlsCertificate OpenOrCreate(string path, TimeProvider time)
    {
        if (Path.Exists(path)) return Open(path, path);
        TlsCertificate made = Create(time);
        try
        {
            FileReplacement.Write(path, Encoding.ASCII.GetBytes(made.ExportKey() + made.ExportCertificate()), Durability.Machine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot keep the server's key in {path}: {e.Message}");
        }
        return made;
    }

    /// <summary>Reads a certificate, with those of its issuers, and its key; a <see cref="StoreException"/> says why not.</summary>
    public static TlsCertificate Open(string certificatePath, string keyPath)
    {
        string certificates = Read(certificatePath);
        string key = keyPath == certificatePath ? certificates : Read(keyPath);
        try
        {
            return TlsCertificate.FromPem(certificates, key);
        }
        catch (CryptographicException)
        {
            throw new StoreException(keyPath == certificatePath
                ? $"{certificatePath} holds no certificate with its key (PEM)"
                : $"{certificatePath} and {keyPath} are not a certificate and its key (PEM)");
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot read {path}: {e.Message}");
        }
    }
}
