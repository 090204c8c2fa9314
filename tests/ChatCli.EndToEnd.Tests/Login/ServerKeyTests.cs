using ChatCli.Protocol.Bytes;

namespace ChatCli.EndToEnd.Tests;

/// <summary>The key by which clients know a server.</summary>
public sealed class ServerKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task The_key_is_made_at_the_first_start_and_stays()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        string fingerprint = server.Fingerprint;
        await using (TlsClient client = await TlsClient.ConnectAsync(server.Port)) await Assert.That(client.Fingerprint).IsEqualTo(fingerprint);

        await server.StopAsync();
        await server.StartAgainAsync();

        await Assert.That(server.Fingerprint).IsEqualTo(fingerprint);
        await using ServerProcess another = await ServerProcess.StartAsync();
        await Assert.That(another.Fingerprint).IsNotEqualTo(fingerprint);
    }

    [Test]
    public async Task Another_certificate_can_be_given()
    {
        TlsCertificate certificate = TlsCertificate.CreateSelfSigned("given", DateTimeOffset.UtcNow);
        await File.WriteAllTextAsync(PathOf("certificate.pem"), certificate.ExportCertificate());
        await File.WriteAllTextAsync(PathOf("key.pem"), certificate.ExportKey());

        await using ProgramRun server = Start("--tls-cert", PathOf("certificate.pem"), "--tls-key", PathOf("key.pem"));

        await Assert.That(await server.Errors.NextAsync(ProgramRun.Patience)).EndsWith($"; key fingerprint {certificate.Fingerprint}");
        await Assert.That(File.Exists(PathOf("data/server.pem"))).IsFalse();
        server.Signal(Signals.Terminate);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task Without_a_certificate_the_server_says_that_nothing_is_encrypted_and_makes_no_key()
    {
        await using ProgramRun server = Start("--tls-cert", "none");

        await Assert.That(await server.Errors.NextAsync(ProgramRun.Patience)).EndsWith("; connections are not encrypted");
        await Assert.That(File.Exists(PathOf("data/server.pem"))).IsFalse();
        server.Signal(Signals.Terminate);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task A_key_that_cannot_be_used_is_said_in_one_line()
    {
        await File.WriteAllTextAsync(PathOf("nonsense.pem"), "nonsense");
        string nonsense = PathOf("nonsense.pem"), missing = PathOf("missing.pem");
        await ExpectFailureAsync($"chatcli-server: {nonsense} holds no certificate with its key (PEM)", "--tls-cert", nonsense, "--tls-key", nonsense);
        await ExpectFailureAsync($"chatcli-server: cannot read {missing}: ", "--tls-cert", missing, "--tls-key", missing);

        Directory.CreateDirectory(PathOf("data"));
        File.Move(nonsense, PathOf("data/server.pem"));
        await ExpectFailureAsync($"chatcli-server: {PathOf("data/server.pem")} holds no certificate with its key (PEM)");
    }

    private async Task ExpectFailureAsync(string line, params string[] options)
    {
        await using ProgramRun server = Start(options);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(server.Errors.All).Count().IsEqualTo(1);
        await Assert.That(server.Errors.All[0]).StartsWith(line);
    }

    private ProgramRun Start(params string[] options) =>
        ProgramRun.Start(Published.Server, ["0", "--bind", "127.0.0.1", "--data", PathOf("data"), .. options], _folder);

    private string PathOf(string name) => Path.Combine(_folder, name);
}
