using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>How a client comes to know its server, and what becomes of one that is not the one it knows.</summary>
public class TrustTests
{
    private static readonly (string, string) Password = ("CHATCLI_PASSWORD", "falcon*solo");

    [Test]
    public async Task At_a_terminal_the_fingerprint_is_confirmed_once()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using (PseudoTerminal hans = TerminalProcess.StartUntold(server, "--user", "hans"))
        {
            await hans.WaitForAsync(server.Fingerprint, "Is it the right one, yes or no?");
            hans.Type("yes\r");
            await hans.WaitForAsync("Password:");
            await Assert.That(File.Exists(server.KnownServersPath)).IsFalse();
            hans.Type("falcon*solo\r");
            await hans.WaitForAsync(ServerProcess.Welcome("hans"), ">");
            hans.Type("logout\r");
            await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(0);
        }
        await Assert.That(await File.ReadAllTextAsync(server.KnownServersPath)).IsEqualTo($"127.0.0.1 {server.Port} {server.Fingerprint}\n");

        using PseudoTerminal again = TerminalProcess.StartUntold(server, "--user", "hans");
        await again.WaitForAsync("Password:");
        await Assert.That(again.Text).DoesNotContain("fingerprint");
        again.Type("falcon*solo\r");
        await again.WaitForAsync(ServerProcess.Welcome("hans"), ">");
        again.Type("logout\r");
        await Assert.That(await again.WaitForGoodEndAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task At_a_terminal_a_no_ends_the_client()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = TerminalProcess.StartUntold(server, "--user", "hans");
        await hans.WaitForAsync(server.Fingerprint, "Is it the right one, yes or no?");
        hans.Type("no\r");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(1);
        await Assert.That(hans.Text).Contains("chatcli: the key was not accepted; nothing was sent to the server");
        await Assert.That(File.Exists(server.KnownServersPath)).IsFalse();
    }

    [Test]
    public async Task A_script_is_refused_by_a_server_that_is_not_known_until_it_accepts_new_ones()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess script = server.Start([$"{server.Port}", "--user", "hans"], Password);
        await Assert.That(await script.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(script.Output).IsEmpty();
        await Assert.That(script.Errors[0]).IsEqualTo(
            $"chatcli: the server 127.0.0.1 port {server.Port} is not known yet, and nobody is there to ask. The fingerprint of its key:");
        await Assert.That(script.Errors[1]).IsEqualTo($"  {server.Fingerprint}");
        await Assert.That(string.Join('\n', script.Errors)).Contains("--fingerprint").And.Contains("--accept-new");

        foreach (string[] options in (string[][])[["--accept-new"], []])
        {
            script = server.Start([$"{server.Port}", "--user", "hans", .. options], Password);
            await script.ExpectNextAsync(ServerProcess.Welcome("hans"));
            await script.LogOutAsync();
        }
    }

    [Test]
    public async Task A_changed_key_is_refused_with_the_way_out()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        string known = server.Fingerprint;
        ClientProcess hans = server.Start([$"{server.Port}", "--user", "hans", "--accept-new"], Password);
        await hans.ExpectNextAsync(ServerProcess.Welcome("hans"));
        await hans.LogOutAsync();
        await GiveNewKeyAsync(server);

        foreach (string[] options in (string[][])[["--accept-new"], []])
        {
            hans = server.Start([$"{server.Port}", "--user", "hans", .. options], Password);
            await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(1);
            await Assert.That(hans.Output).IsEmpty();
            await Assert.That(string.Join('\n', hans.Errors)).IsEqualTo(
                $"chatcli: THE KEY OF THE SERVER HAS CHANGED: 127.0.0.1 port {server.Port}\n  known: {known}\n  shown: {server.Fingerprint}\n"
                + "Somebody may stand between you and the server, or the server has been given a new key. Nothing was sent to it.\n"
                + "Ask whoever runs the server for the fingerprint.\n"
                + $"If the new one is right: remove line 1 of {server.KnownServersPath}\nor, for one run: --fingerprint {server.Fingerprint}");
        }
        // The ways out.
        hans = server.Connect(["--user", "hans"], Password);
        await hans.ExpectNextAsync(ServerProcess.Welcome("hans"));
        await hans.LogOutAsync();
        await Assert.That(await File.ReadAllTextAsync(server.KnownServersPath)).IsEqualTo($"127.0.0.1 {server.Port} {known}\n");
        File.Delete(server.KnownServersPath);
        hans = server.Start([$"{server.Port}", "--user", "hans", "--accept-new"], Password);
        await hans.ExpectNextAsync(ServerProcess.Welcome("hans"));
    }

    [Test]
    public async Task A_key_that_changes_while_the_client_reconnects_ends_it()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = server.Start([$"{server.Port}", "--user", "hans", "--accept-new"], Password);
        await hans.ExpectNextAsync(ServerProcess.Welcome("hans"));
        string known = server.Fingerprint;
        await GiveNewKeyAsync(server);
        await hans.ExpectNextAsync(
            "the server is shutting down; reconnecting", $"THE KEY OF THE SERVER HAS CHANGED: 127.0.0.1 port {server.Port}",
            $"  known: {known}", $"  shown: {server.Fingerprint}",
            "Somebody may stand between you and the server, or the server has been given a new key. Nothing was sent to it.",
            "Ask whoever runs the server for the fingerprint.", $"If the new one is right: remove line 1 of {server.KnownServersPath}",
            $"or, for one run: --fingerprint {server.Fingerprint}");
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(1);
    }

    [Test]
    public async Task A_wrong_fingerprint_is_refused()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        string wrong = string.Join('-', Enumerable.Repeat("aaaa", 13));
        ClientProcess hans = server.Start([$"{server.Port}", "--user", "hans", "--fingerprint", wrong], Password);
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(string.Join('\n', hans.Errors)).StartsWith(
            $"chatcli: 127.0.0.1 port {server.Port} IS NOT THE SERVER THAT --fingerprint NAMES\n  given: {wrong}\n  shown: {server.Fingerprint}\n");
    }

    [Test]
    public async Task Plain_is_possible_on_this_machine_when_it_is_asked_for()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = server.Start([$"{server.Port}", "--user", "hans", "--plain"], Password);
        ClientProcess luke = await server.LogInAsync("luke");
        await hans.ExpectNextAsync(ServerProcess.Welcome("hans"));
        await luke.SendAsync("message hans hello");
        await hans.ExpectAsync("luke: hello");
        await Assert.That(File.Exists(server.KnownServersPath)).IsFalse();
    }

    [Test]
    public async Task A_certificate_of_a_public_authority_needs_no_first_contact()
    {
        string folder = Directory.CreateTempSubdirectory("chatcli-authority-").FullName;
        WriteCertificates(folder);
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Certificate = (Path.Combine(folder, "chain.pem"), Path.Combine(folder, "key.pem")),
        });
        ClientProcess hans = server.Start(
            ["localhost", $"{server.Port}", "--user", "hans"], Password, ("SSL_CERT_FILE", Path.Combine(folder, "root.pem")));
        await hans.ExpectNextAsync(ServerProcess.Welcome("hans"));
        await Assert.That(File.Exists(server.KnownServersPath)).IsFalse();

        // Not for another name, and not of an authority that this machine does not know.
        foreach ((string host, string roots) in ((string, string)[])[("127.0.0.1", "root.pem"), ("localhost", "key.pem")])
        {
            ClientProcess other = server.Start(
                [host, $"{server.Port}", "--user", "luke"], ("CHATCLI_PASSWORD", "tatooine77"), ("SSL_CERT_FILE", Path.Combine(folder, roots)));
            await Assert.That(await other.ExitStatusAsync()).IsEqualTo(1);
            await Assert.That(other.Errors[0]).StartsWith($"chatcli: the server {host} port {server.Port} is not known yet");
        }
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_password_is_changed_and_only_the_new_one_lets_the_user_in()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await hans.AskAsync("passwd", "Present password:");
        await hans.AskAsync("falcon*solo", "New password:");
        await hans.AskAsync("kessel-run", "your password was changed");
        await hans.LogOutAsync();
        await Assert.That(server.Credentials).Contains("hans SCRAM-SHA-256$").And.DoesNotContain("kessel");

        ClientProcess again = server.Connect("--user", "hans");
        await again.ExpectNextAsync("Password:");
        await again.AskAsync("falcon*solo", "wrong password; please try again", "Password:");
        await again.AskAsync("kessel-run", ServerProcess.Welcome("hans"));
    }

    [Test]
    public async Task At_a_terminal_no_password_is_shown_while_it_is_changed()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using PseudoTerminal hans = await TerminalProcess.LogInAsync(server, "hans");
        hans.Type("passwd\r");
        await hans.WaitForAsync("Present password:");
        hans.Type("falcon*solo\r");
        await hans.WaitForAsync("New password:");
        hans.Type("kessel-run\r");
        await hans.WaitForAsync("Repeat the new password:");
        hans.Type("kessel-run\r");
        await hans.WaitForAsync("your password was changed", ">");
        await Assert.That(hans.Transcript).DoesNotContain("kessel").And.DoesNotContain("falcon");
        hans.Type("logout\r");
        await Assert.That(await hans.WaitForGoodEndAsync()).IsEqualTo(0);
    }

    /// <summary>Starts the server again on its port, with a new key.</summary>
    private static async Task GiveNewKeyAsync(ServerProcess server)
    {
        string old = server.Fingerprint;
        await server.StopAsync();
        server.RemoveKey();
        await server.StartAgainAsync(server.Port);
        await Assert.That(server.Fingerprint).IsNotEqualTo(old);
    }

    /// <summary>A root, one that it has issued, and for localhost one that this has issued in turn.</summary>
    private static void WriteCertificates(string folder)
    {
        var today = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
        DateTimeOffset begin = today.AddDays(-1), end = today.AddDays(30);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using X509Certificate2 rootCertificate = root.CreateSelfSigned(begin, end);
        var middle = new CertificateRequest("CN=middle", middleKey, HashAlgorithmName.SHA256);
        middle.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using X509Certificate2 middleCertificate = middle.Create(rootCertificate, begin, end, [1]).CopyWithPrivateKey(middleKey);
        var leaf = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        leaf.CertificateExtensions.Add(names.Build());
        using X509Certificate2 leafCertificate = leaf.Create(middleCertificate, begin, end, [2]);
        File.WriteAllText(Path.Combine(folder, "root.pem"), rootCertificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "chain.pem"), $"{leafCertificate.ExportCertificatePem()}\n{middleCertificate.ExportCertificatePem()}\n");
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
