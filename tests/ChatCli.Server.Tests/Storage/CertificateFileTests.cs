using ChatCli.Protocol.Bytes;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Tests;

public sealed class CertificateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task The_certificate_is_made_once_and_its_owners_alone()
    {
        string path = PathOf("server.pem");

        TlsCertificate made = CertificateFile.OpenOrCreate(path, TimeProvider.System);
        TlsCertificate read = CertificateFile.OpenOrCreate(path, TimeProvider.System);

        await Assert.That(read.Fingerprint).IsEqualTo(made.Fingerprint);
        await Assert.That(CertificateFile.Create(TimeProvider.System).Fingerprint).IsNotEqualTo(made.Fingerprint);
        if (!OperatingSystem.IsWindows())
            await Assert.That(File.GetUnixFileMode(path)).IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Assert.That(Directory.GetFiles(_folder)).IsEquivalentTo([path]);
    }

    [Test]
    public async Task A_file_that_is_no_certificate_is_said_so_and_stays_as_it_is()
    {
        string path = PathOf("server.pem");
        CertificateFile.OpenOrCreate(path, TimeProvider.System);
        string whole = File.ReadAllText(path);
        foreach (string broken in new[] { "", "nonsense", whole[..200], whole[300..], whole.Replace('A', 'B') })
        {
            File.WriteAllText(path, broken);

            StoreException error = Assert.Throws<StoreException>(() => CertificateFile.OpenOrCreate(path, TimeProvider.System));

            await Assert.That(error.Message).IsEqualTo($"{path} holds no certificate with its key (PEM)");
            await Assert.That(File.ReadAllText(path)).IsEqualTo(broken);
        }
    }

    [Test]
    public async Task A_certificate_and_a_key_that_do_not_belong_together_are_said_so()
    {
        string certificate = PathOf("certificate.pem"), key = PathOf("key.pem"), other = PathOf("other.pem");
        TlsCertificate made = CertificateFile.Create(TimeProvider.System);
        File.WriteAllText(certificate, made.ExportCertificate());
        File.WriteAllText(key, made.ExportKey());
        File.WriteAllText(other, CertificateFile.Create(TimeProvider.System).ExportKey());

        await Assert.That(CertificateFile.Open(certificate, key).Fingerprint).IsEqualTo(made.Fingerprint);
        await Assert.That(Assert.Throws<StoreException>(() => CertificateFile.Open(certificate, other)).Message)
            .IsEqualTo($"{certificate} and {other} are not a certificate and its key (PEM)");
    }

    [Test]
    public async Task A_file_that_cannot_be_read_or_written_is_said_in_one_line()
    {
        string missing = PathOf("missing.pem"), beyond = Path.Combine(PathOf("none"), "server.pem");

        await Assert.That(Assert.Throws<StoreException>(() => CertificateFile.Open(missing, missing)).Message).StartsWith($"cannot read {missing}: ");
        await Assert.That(Assert.Throws<StoreException>(() => CertificateFile.OpenOrCreate(_folder, TimeProvider.System)).Message)
            .StartsWith($"cannot read {_folder}: ");
        await Assert.That(Assert.Throws<StoreException>(() => CertificateFile.OpenOrCreate(beyond, TimeProvider.System)).Message)
            .StartsWith($"cannot keep the server's key in {beyond}: ");
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
