using System.Net;
using System.Net.Sockets;

namespace ChatCli.EndToEnd.Tests;

/// <summary>How the server is started and stopped.</summary>
public sealed class ServerCommandLineTests : IDisposable
{
    /// <summary>So that no two servers of these tests have a data folder in common.</summary>
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("chatcli-home-");

    [Test]
    [Arguments("abc")]
    [Arguments("-1")]
    [Arguments("65536")]
    [Arguments("5000 -5")]
    [Arguments("5000 60 ten")]
    [Arguments("5000 60 600 7")]
    [Arguments("5000 60 99999999999")]
    [Arguments("--port")]
    [Arguments("--port x")]
    [Arguments("--timeout 1.5")]
    [Arguments("--block-duration=")]
    [Arguments("--bind here")]
    [Arguments("--grace -1")]
    [Arguments("--tls-cert some.pem")]
    [Arguments("--tls-key some.pem")]
    [Arguments("--tls-cert= --tls-key some.pem")]
    [Arguments("--tls-cert none --tls-key some.pem")]
    [Arguments("--allow-plaintext=yes")]
    [Arguments("--message-rate -1")]
    [Arguments("--message-rate fast")]
    [Arguments("--message-rate 1000001")]
    [Arguments("--log-level loud")]
    [Arguments("--no-such-option 1")]
    [Arguments("--no-such-option")]
    public async Task Bad_arguments_get_one_line_and_the_usage(string arguments)
    {
        await using ProgramRun server = Start(arguments.Split(' '));
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(2);
        await Assert.That(server.Output.All).IsEmpty();
        await Assert.That(server.Errors.All[0]).StartsWith("chatcli-server: ");
        await Assert.That(server.Errors.All[1]).StartsWith("Usage: chatcli-server [PORT] [BLOCK_DURATION] [TIMEOUT]");
    }

    [Test]
    public async Task Help_and_version_are_on_standard_output()
    {
        await using ProgramRun help = Start("--help");
        await Assert.That(await help.ExitStatusAsync()).IsEqualTo(0);
        string text = string.Join('\n', help.Output.All);
        string[] options =
        [
            "--port", "--block-duration", "--timeout", "--bind", "--tls-cert", "--tls-key", "--allow-plaintext", "--credentials", "--keep-plaintext",
            "--iterations", "--grace", "--message-rate", "--log-level", "--password-file", "user add",
        ];
        foreach (string option in options) await Assert.That(text).Contains(option);
        await Assert.That(help.Errors.All).IsEmpty();

        await using ProgramRun version = Start("--version");
        await Assert.That(await version.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(string.Join('\n', version.Output.All)).Matches("^chatcli-server 0.1.0 .commit [0-9a-f]{12}(, changed)?.$");
        await Assert.That(version.Errors.All).IsEmpty();
    }

    [Test]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        await using ServerProcess first = await ServerProcess.StartAsync();
        foreach (string[] bind in (string[][])[["--bind", "127.0.0.1"], ["--bind", "0.0.0.0"], []])
        {
            await using ProgramRun second = Start([$"{first.Port}", .. bind]);
            await ExpectFailureAsync(second, $"chatcli-server: port {first.Port} is in use already");
        }
    }

    [Test]
    [Arguments("<&- >&- 2>&-")]
    [Arguments("2>/dev/full")]
    public async Task Without_a_place_for_its_log_it_serves_and_stops_in_good_order(string redirected)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chatcli-");
        string accounts = Path.Combine(folder.FullName, "accounts.txt");
        await File.WriteAllTextAsync(accounts, Accounts.File);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string[] arguments = [$"{port}", "--bind", "127.0.0.1", "--credentials", accounts, "--data", Path.Combine(folder.FullName, "data"), "--log-level", "trace"];
        await using ProgramRun server = ProgramRun.Start("/bin/sh", ["-c", $"exec \"$@\" {redirected}", "sh", Published.Server, .. arguments]);

        await using ProgramRun client = await ConnectAsync(server, port);
        await Assert.That(await client.Output.NextAsync(ProgramRun.Patience)).IsEqualTo(ServerProcess.Welcome("hans"));
        server.Signal(Signals.Terminate);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(0);
        folder.Delete(recursive: true);

        // Nothing says when it listens.
        static async Task<ProgramRun> ConnectAsync(ProgramRun server, int port)
        {
            using var patience = new CancellationTokenSource(ProgramRun.Patience);
            while (true)
            {
                using var socket = new TcpClient();
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                    return ProgramRun.Start(Published.Client, [$"{port}", "--plain", "--user", "hans"], null, ("CHATCLI_PASSWORD", "falcon*solo"));
                }
                catch (SocketException) when (!server.HasExited)
                {
                    await Task.Delay(20, patience.Token);
                }
            }
        }
    }

    [Test]
    public async Task A_restarted_server_takes_its_port_back()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        int port = server.Port;
        ClientProcess hans = await server.LogInAsync("hans");

        // The server closes first, so that its side of the connection lingers in the system.
        await server.StopAsync();
        await hans.ExpectNextAsync("the server is shutting down; reconnecting");
        await server.StartAgainAsync(port);
        await hans.ExpectNextAsync("connected again");
    }

    [Test]
    public async Task An_address_of_another_machine_is_said_in_one_line()
    {
        // 192.0.2.0/24 is for documentation (RFC 5737).
        await using ProgramRun server = Start("0", "--bind", "192.0.2.1");
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(server.Errors.All).Count().IsEqualTo(1);
        await Assert.That(server.Errors.All[0]).StartsWith("chatcli-server: cannot listen on port 0: ");
    }

    [Test]
    [Arguments("hans falcon*solo\nluke\n", "line 2: expected a name, one space and a password")]
    [Arguments("\n\nhans  falcon*solo\n", "line 3: expected a name, one space and a password")]
    [Arguments("hans falcon*solo\nfr\u00fch x\n", "line 2: not a possible name")]
    [Arguments("hans falcon*solo\r\nluke\ta b\r\n", "line 2: not a possible name")]
    [Arguments("hans \u0007\n", "line 1: not a possible password")]
    [Arguments("hans falcon*solo\nluke x\nhans other\n", "line 3: a second line for this name")]
    public async Task A_malformed_account_is_said_with_its_line(string credentials, string why)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chatcli-");
        string path = Path.Combine(folder.FullName, "accounts.txt");
        await File.WriteAllTextAsync(path, credentials);
        await using ProgramRun server = Start("0", "--credentials", path);
        await ExpectFailureAsync(server, $"chatcli-server: {path}, {why}");
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task Accounts_that_cannot_be_read_are_said_in_one_line()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chatcli-");
        await using ProgramRun server = Start("0", "--credentials", folder.FullName);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(server.Errors.All).Count().IsEqualTo(1);
        await Assert.That(server.Errors.All[0]).StartsWith($"chatcli-server: cannot read {folder.FullName}: ");
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task Options_mean_the_same_as_the_places()
    {
        await using ProgramRun server = Start("--port", "0", "--block-duration=1", "--timeout", "1", "--bind=127.0.0.1", "--data=:memory:");
        string? line = await server.Errors.NextAsync(ProgramRun.Patience);
        await Assert.That(line).Contains("listening on 127.0.0.1, port ");
        server.Signal(Signals.Terminate);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task Without_an_address_it_listens_on_IPv4_and_IPv6()
    {
        await using ProgramRun server = Start("0", "--data", ":memory:");
        string line = await server.Errors.NextAsync(ProgramRun.Patience) ?? throw server.Transcript.Complaint("The server ended");
        await Assert.That(line).Contains("listening on all addresses, port ");
        int port = int.Parse(line.Split(", port ")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
        List<IPAddress> addresses = [IPAddress.Loopback];
        if (Socket.OSSupportsIPv6) addresses.Add(IPAddress.IPv6Loopback);
        foreach (IPAddress address in addresses)
        {
            await using ProgramRun client = ProgramRun.Start(Published.Client, [$"{address}", $"{port}", "--fingerprint", line.Split(' ')[^1]]);
            await Assert.That(await client.Output.NextAsync(ProgramRun.Patience)).IsEqualTo("Username:");
        }
    }

    [Test]
    [Arguments(Signals.Terminate)]
    [Arguments(Signals.Interrupt)]
    public async Task When_it_is_stopped_every_client_is_told(int signal)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        ClientProcess notIn = server.Connect();
        await notIn.ExpectNextAsync("Username:");
        RawClient silent = await server.ConnectRawAsync();
        await server.StopAsync(signal);
        foreach (ClientProcess client in (ClientProcess[])[hans, luke])
        {
            await client.ExpectNextAsync("the server is shutting down; reconnecting");
            await client.SendAsync("logout");
            await Assert.That(await client.ExitStatusAsync()).IsEqualTo(1);
        }
        await Assert.That(await silent.NextAsync()).IsNull();
    }

    public void Dispose() => _home.Delete(recursive: true);

    private ProgramRun Start(params string[] arguments) => ProgramRun.Start(Published.Server, arguments, Path.GetTempPath(), ("XDG_DATA_HOME", _home.FullName));

    private static async Task ExpectFailureAsync(ProgramRun server, string line)
    {
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(string.Join('\n', server.Errors.All)).IsEqualTo(line);
        await Assert.That(server.Output.All).IsEmpty();
    }
}
