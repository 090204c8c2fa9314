using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatCli.EndToEnd.Tests;

/// <summary>How the client is started, by a person or a script, and with which status it ends.</summary>
public class ClientCommandLineTests
{
    [Test]
    [Arguments("")]
    [Arguments("abc")]
    [Arguments("0")]
    [Arguments("-1")]
    [Arguments("65536")]
    [Arguments("localhost")]
    [Arguments("localhost 5000 more")]
    [Arguments("localhost x")]
    [Arguments("5000 --user")]
    [Arguments("5000 --password-file")]
    [Arguments("5000 --password secret")]
    [Arguments("5000 --fingerprint")]
    [Arguments("5000 --fingerprint abcd-efgh")]
    [Arguments("5000 --plain --accept-new")]
    [Arguments("5000 --accept-new --fingerprint aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa")]
    [Arguments("--no-such-option")]
    public async Task Bad_arguments_get_one_line_and_the_usage(string arguments)
    {
        await using ProgramRun client = Start(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        await Assert.That(await client.ExitStatusAsync()).IsEqualTo(2);
        await Assert.That(client.Output.All).IsEmpty();
        await Assert.That(client.Errors.All[0]).StartsWith("chatcli: ");
        await Assert.That(client.Errors.All[1]).IsEqualTo("Usage: chatcli [HOST] PORT [options]");
    }

    [Test]
    public async Task Help_and_version_are_on_standard_output()
    {
        await using ProgramRun help = Start("--help");
        await Assert.That(await help.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(help.Output.All[0]).IsEqualTo("Usage: chatcli [HOST] PORT [options]");
        await Assert.That(help.Errors.All).IsEmpty();

        await using ProgramRun version = Start("--version");
        await Assert.That(await version.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(string.Join('\n', version.Output.All)).Matches("^chatcli 0.1.0 .commit [0-9a-f]{12}(, changed)?.$");
    }

    [Test]
    public async Task Without_an_output_it_does_what_it_is_told()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        foreach (string closed in (string[])[">&-", "2>&-", ">&- 2>&-"])
        {
            await using ProgramRun client = ProgramRun.Start(
                "/bin/sh", ["-c", $"exec \"$@\" {closed}", "sh", Published.Client, $"{server.Port}", "--plain", "--user", "hans"], null, ("CHATCLI_PASSWORD", "falcon*solo"));
            await client.SendAsync($"message luke {closed}");
            client.EndInput();

            await Assert.That(await client.ExitStatusAsync()).IsEqualTo(0);
            await luke.ExpectNextAsync("hans logged in", $"hans: {closed}", "hans logged out");
        }
        await using ProgramRun help = ProgramRun.Start("/bin/sh", ["-c", "exec \"$@\" >&-", "sh", Published.Client, "--help"]);
        await Assert.That(await help.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task What_nobody_reads_from_its_output_comes_again()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        foreach (string text in (string[])["one", "two", "three"]) await luke.SendAsync($"message hans {text}");
        await luke.SendAsync("logout");
        await luke.ExpectNextAsync("logged out");
        await Assert.That(await luke.ExitStatusAsync()).IsEqualTo(0);
        await using ProgramRun deaf = ProgramRun.Start(
            "/bin/sh", ["-c", "\"$@\" </dev/null | true", "sh", Published.Client, $"{server.Port}", "--plain", "--user", "hans"], null, ("CHATCLI_PASSWORD", "falcon*solo"));
        await Assert.That(await deaf.ExitStatusAsync()).IsEqualTo(0);

        ClientProcess hans = await server.LogInAsync("hans");
        await hans.ExpectNextAsync("luke: one", "luke: two", "luke: three");
    }

    [Test]
    public async Task Without_an_input_it_logs_in_and_out()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await using ProgramRun client = ProgramRun.Start(
            "/bin/sh", ["-c", "exec \"$@\" <&-", "sh", Published.Client, $"{server.Port}", "--plain", "--user", "hans"], null, ("CHATCLI_PASSWORD", "falcon*solo"));

        await Assert.That(await client.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(string.Join('|', client.Output.All)).IsEqualTo($"{ServerProcess.Welcome("hans")}|logged out");
    }

    [Test]
    public async Task Where_nothing_answers_it_says_so()
    {
        // Bound but not listening: refused for certain.
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)held.LocalEndPoint!).Port;
        foreach (string host in (string[])["127.0.0.1", "no-such-host.invalid"])
        {
            await using ProgramRun client = Start(host, $"{port}");
            await Assert.That(await client.ExitStatusAsync()).IsEqualTo(1);
            await Assert.That(string.Join('\n', client.Errors.All)).IsEqualTo($"chatcli: cannot connect to {host} port {port}");
            await Assert.That(client.Output.All).IsEmpty();
        }
    }

    [Test]
    [Arguments("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [Arguments("\u001b[2J\u001b[31m\n")]
    [Arguments("{\"type\":\"greeting\",\"id\":1}\n")]
    [Arguments("{}\n")]
    [Arguments("")]
    public async Task What_is_no_chat_server_is_left_at_once(string answer) => await Assert.That(await ProblemAsync(answer, "--plain"))
        .IsEqualTo("did not answer as a chat server");

    [Test]
    [Arguments("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [Arguments("\u001b[2J\u001b[31m\n")]
    [Arguments("{\"type\":\"greeting\",\"id\":1,\"version\":1}\n")]
    public async Task What_does_not_answer_with_TLS_is_left_at_once_and_nothing_is_sent_unencrypted(string answer) =>
        await Assert.That(await ProblemAsync(answer)).IsEqualTo(
            "does not answer with TLS\nIf it is a chat server without encryption, on this machine or in a network that you trust: --plain");

    [Test]
    public async Task What_closes_at_the_first_bytes_of_TLS_is_left_at_once() =>
        await Assert.That(await ProblemAsync("")).IsEqualTo("did not answer as a chat server");

    /// <summary>What the client says of a server that answers its first bytes so, after naming it; in TLS the first of them is a handshake's.</summary>
    private static async Task<string> ProblemAsync(string answer, params string[] options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using ProgramRun client = Start([$"{port}", .. options]);
        using (Socket accepted = await listener.AcceptSocketAsync())
        {
            byte[] sent = new byte[1024];
            await accepted.ReceiveAsync(sent);
            await Assert.That(sent[0]).IsEqualTo(options.Length > 0 ? (byte)'{' : (byte)0x16);
            await accepted.SendAsync(Encoding.ASCII.GetBytes(answer));
        }
        await Assert.That(await client.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(client.Output.All).IsEmpty();
        string errors = string.Join('\n', client.Errors.All);
        string beginning = $"chatcli: 127.0.0.1 port {port} ";
        await Assert.That(errors).StartsWith(beginning);
        return errors[beginning.Length..];
    }

    [Test]
    public async Task The_user_and_the_password_may_be_given()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = server.Connect("--user", "hans");
        await hans.ExpectNextAsync("Password:");
        await hans.AskAsync("falcon*solo", ServerProcess.Welcome("hans"));

        ClientProcess luke = server.Connect(["--user=luke"], ("CHATCLI_PASSWORD", "tatooine77"));
        await luke.ExpectNextAsync(ServerProcess.Welcome("luke"));

        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "do_or_do_not\nwhat follows is no password\n");
        ClientProcess yoda = server.Connect(["--user", "yoda", "--password-file", file], ("CHATCLI_PASSWORD", "the file comes first"));
        await yoda.ExpectNextAsync(ServerProcess.Welcome("yoda"));
        File.Delete(file);

        // Everything else is asked for.
        ClientProcess vader = server.Connect([], ("CHATCLI_PASSWORD", "i-am-your-father"));
        await vader.ExpectNextAsync("Username:");
        await vader.AskAsync("vader", ServerProcess.Welcome("vader"));
    }

    [Test]
    public async Task A_given_password_is_tried_once()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            ClientProcess script = server.Connect(["--user", "hans"], ("CHATCLI_PASSWORD", "wrong"));
            await script.ExpectNextAsync("wrong password; please try again");
            await Assert.That(await script.ExitStatusAsync()).IsEqualTo(1);
        }
        await server.LogInAsync("hans");
    }

    [Test]
    public async Task A_script_is_not_asked_for_another_name()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        ClientProcess script = server.Connect(["--user", "hans"], ("CHATCLI_PASSWORD", "falcon*solo"));
        await script.ExpectNextAsync("this user is online already; please log in with another name");
        await Assert.That(await script.ExitStatusAsync()).IsEqualTo(1);
        await hans.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task A_password_file_that_cannot_be_read_is_said_in_one_line()
    {
        string missing = Path.Combine(Path.GetTempPath(), "chatcli-no-such-file");
        await using ProgramRun client = Start("5000", "--user", "hans", "--password-file", missing);
        await Assert.That(await client.ExitStatusAsync()).IsEqualTo(1);
        await Assert.That(client.Errors.All).Count().IsEqualTo(1);
        await Assert.That(client.Errors.All[0]).StartsWith($"chatcli: cannot read the password file {missing}: ");
    }

    [Test]
    public async Task The_end_of_the_input_is_a_log_out_after_everything_was_done()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        ClientProcess script = server.Connect();
        string lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"message luke {i}\n"));
        await script.WriteAsync(Encoding.ASCII.GetBytes($"hans\nfalcon*solo\n{lines}message yoda stored\nnonsense\nbroadcast the end"));
        script.EndInput();
        await luke.ExpectNextAsync("hans logged in");
        for (int i = 0; i < 500; i++) await luke.ExpectNextAsync($"hans: {i}");
        await luke.ExpectNextAsync("hans (to all): the end", "hans logged out");

        // A refused command changes nothing else.
        await script.ExpectNextAsync("Username:", "Password:", ServerProcess.Welcome("hans"));
        await script.ExpectNextAsync("Error: unknown command \"nonsense\"; type help for the commands", "logged out");
        await Assert.That(await script.ExitStatusAsync()).IsEqualTo(0);
        ClientProcess yoda = await server.LogInAsync("yoda");
        await yoda.ExpectNextAsync("hans: stored");
    }

    [Test]
    public async Task The_end_of_the_input_waits_for_private_texts()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await PrivateTests.StartAsync(hans, "hans", luke, "luke");
        for (int i = 0; i < 300; i++) await hans.SendAsync($"private luke {i}");
        hans.EndInput();
        for (int i = 0; i < 300; i++) await luke.ExpectNextAsync($"hans (private): {i}");
        await luke.ExpectNextInAnyOrderAsync("private chat with hans ended", "hans logged out");
        await hans.ExpectNextAsync("private chat with luke ended", "logged out");
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    [Arguments(Signals.Terminate)]
    [Arguments(Signals.Interrupt)]
    public async Task A_signal_is_a_log_out(int signal)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings { Grace = 60 });
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        hans.Signal(signal);
        await luke.ExpectNextAsync("hans logged out");
        await hans.ExpectNextAsync("logged out");
        await Assert.That(await hans.ExitStatusAsync()).IsEqualTo(0);
    }

    [Test]
    public async Task Whatever_comes_on_the_input_is_only_text()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        (ClientProcess hans, ClientProcess luke) = await server.LogInAllAsync("hans", "luke");
        await hans.WriteAsync(Encoding.Latin1.GetBytes("message luke \xFF\xC3\x28\r\nmessage luke a\0b\n"));
        await luke.ExpectNextAsync("hans: \uFFFD\uFFFD(", "hans: a<U+0000>b");
        await hans.AskAsync($"message luke {new string('x', 1_000_000)}", "Error: the text is longer than 10,000 bytes");
        await hans.AskAsync(new string('x', 100_000), $"Error: unknown command \"{new string('x', 40)}...\"; type help for the commands");
        await hans.ExpectNothingMoreAsync();
        await luke.ExpectNothingMoreAsync();
    }

    [Test]
    public async Task What_was_asked_for_is_done_although_nobody_reads_the_output_any_more()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess luke = await server.LogInAsync("luke");
        await using ProgramRun hans = ProgramRun.Start(
            "/bin/sh", ["-c", $"\"$0\" {server.Port} {string.Join(' ', server.Trust)} | head -n 3", Published.Client], null, server.Folders);
        await hans.SendAsync("hans");
        await hans.SendAsync("falcon*solo");
        await luke.ExpectNextAsync("hans logged in");
        for (int i = 0; i < 3; i++) await hans.Output.NextAsync(ProgramRun.Patience);
        for (int i = 0; i < 100; i++) await luke.SendAsync("message hans are you there?");
        for (int i = 0; i < 100; i++) await hans.SendAsync($"message luke {i}");
        for (int i = 0; i < 100; i++) await luke.ExpectNextAsync($"hans: {i}");
        hans.EndInput();
        await luke.ExpectNextAsync("hans logged out");
    }

    [Test]
    public async Task A_server_that_dies_is_waited_for_until_the_input_has_ended_for_ten_seconds()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        ClientProcess hans = await server.LogInAsync("hans");
        await server.KillAsync();
        await hans.ExpectNextAsync("lost the connection to the server; reconnecting");
        hans.EndInput();
        // The ten seconds, and some more on a busy machine.
        await Assert.That(await hans.ExitStatusAsync(TimeSpan.FromSeconds(20))).IsEqualTo(1);
    }

    private static ProgramRun Start(params string[] arguments) => ProgramRun.Start(Published.Client, arguments);
}
