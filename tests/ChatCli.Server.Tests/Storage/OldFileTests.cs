using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>
/// The files beside the store that a server keeps, as they were left by the versions that made them, and what it does with what it does not know.
/// </summary>
public sealed class OldFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    private string Credentials => PathOf("credentials.txt");

    private string Requests => PathOf("credentials.txt.requests");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task The_accounts_of_0_1_0_have_the_same_passwords()
    {
        Bring("credentials.txt");
        byte[] before = await File.ReadAllBytesAsync(Credentials);
        using CredentialsFile file = Open();

        await Assert.That(string.Join(' ', file.List().Order())).IsEqualTo("ann bob");
        ScramVerifier ann = (await file.FindVerifierAsync("ann"))!;
        await Assert.That(ann.Iterations).IsEqualTo(250_000);
        await Assert.That(Passwords.Fits(ann, "a")).IsTrue();
        await Assert.That(Passwords.Fits(await file.FindVerifierAsync("bob"), "plain-Secret$1")).IsTrue();
        await Assert.That((await File.ReadAllBytesAsync(Credentials)).SequenceEqual(before)).IsTrue();
    }

    [Test]
    public async Task The_requests_of_0_1_0_are_obeyed()
    {
        Bring("credentials.txt");
        using CredentialsFile file = Open();
        List<AdminRequest> asked = Listen(file);
        Bring("credentials.txt.requests");

        file.Refresh();

        await Assert.That(string.Join(", ", asked.Select(request => $"{request.Kind} {request.Name}"))).IsEqualTo("Forget carol, Void ann, Unblock bob");
        await Assert.That(File.Exists(Requests)).IsFalse();
    }

    [Test]
    public async Task The_key_of_0_1_0_is_the_same()
    {
        Bring("server.pem");

        TlsCertificate certificate = CertificateFile.OpenOrCreate(PathOf("server.pem"), TimeProvider.System);

        await Assert.That($"{certificate.Fingerprint}").IsEqualTo("hafp-wbor-naq4-sdh6-5brr-rk3w-xgbi-i74x-zdcy-yyl4-pmjr-dlt6-gqja");
    }

    [Test]
    [Arguments("SCRAM-SHA-512$4096:c2FsdHNhbHRzYWx0c2FsdA==$abc=:def=")]
    [Arguments("SCRAM-SHA3-512$v2$x")]
    public async Task A_verifier_of_another_form_is_reported_by_its_line_and_not_taken_for_a_password(string verifier)
    {
        await File.WriteAllTextAsync(Credentials, $"ann a\nbob {verifier}\n");

        await Assert.That(Open).Throws<StoreException>().WithMessageContaining("line 2: a verifier of a form that this chatcli-server does not know");
    }

    [Test]
    [Arguments("SCRAM")]
    [Arguments("SCRAM-it")]
    [Arguments("SCRAM$it")]
    [Arguments("scram-$")]
    public async Task A_password_that_only_looks_like_one_is_a_password(string password)
    {
        await File.WriteAllTextAsync(Credentials, $"ann {password}\n");
        using CredentialsFile file = Open();

        await Assert.That(Passwords.Fits(await file.FindVerifierAsync("ann"), password)).IsTrue();
    }

    [Test]
    [Arguments("rename ann eve")]
    [Arguments("banish ann")]
    [Arguments("0 ann")]
    [Arguments("7 ann")]
    [Arguments("Forget ann")]
    [Arguments("forget")]
    [Arguments("forget a\u0301nn")]
    public async Task What_a_newer_program_asks_for_is_not_guessed_and_is_left_to_a_newer_server(string line)
    {
        await File.WriteAllTextAsync(Credentials, "ann a\nbob b\n");
        using CredentialsFile file = Open();
        List<AdminRequest> asked = Listen(file);
        await File.WriteAllTextAsync(Requests, $"{line}\nunblock bob\n");

        file.Refresh();
        await Assert.That($"{asked.Single()}").IsEqualTo($"{new AdminRequest(AdminRequestKind.Unblock, "bob")}");
        await Assert.That(await File.ReadAllTextAsync(Requests)).IsEqualTo($"{line}\n");

        // An edit by hand is still followed.
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        await File.WriteAllTextAsync(Credentials, "ann a\n");
        file.Refresh();
        file.Refresh();
        await Assert.That(changes.Single().Removed.Single()).IsEqualTo("bob");
        await Assert.That(asked.Count).IsEqualTo(1);
    }

    private static List<AdminRequest> Listen(CredentialsFile file)
    {
        var asked = new List<AdminRequest>();
        file.Requested = requests =>
        {
            asked.AddRange(requests);
            return Task.FromResult(true);
        };
        return asked;
    }

    private CredentialsFile Open() => CredentialsFile.Open(Credentials, 4096, keepsPlaintext: false);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Bring(string name) => File.Copy(Path.Combine(AppContext.BaseDirectory, "StoredFiles", name), PathOf(name));
}
