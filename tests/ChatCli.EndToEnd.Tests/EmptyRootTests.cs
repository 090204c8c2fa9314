using System.Globalization;
using System.Text.Json;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>On Linux the executables bring all that they need: they run where there is the C library and nothing else.</summary>
public class EmptyRootTests
{
    private static readonly string[] CLibrary = ["libc", "libm", "ld-linux"];

    [Test]
    public async Task Server_and_client_run_with_the_C_library_alone()
    {
        if (!OperatingSystem.IsLinux()) Skip.Test("only on Linux libraries are linked in");
        using EmptyRoot root = await EmptyRoot.MakeAsync();
        await Assert.That(root.Libraries.Select(Path.GetFileName).Where(name => !CLibrary.Any(own => name!.StartsWith(own, StringComparison.Ordinal))))
            .IsEmpty();
        if (!await root.CanBeEnteredAsync()) Skip.Test("to enter another root takes root's rights or user namespaces, and there are neither");

        await File.WriteAllTextAsync(Path.Combine(root.Path, "credentials.txt"), Accounts.File);
        await using ProgramRun server = root.Start("/chatcli-server", "0", "--bind", "127.0.0.1", "--credentials", "/credentials.txt", "--data", "/data");
        string line = await server.Errors.NextAsync(ProgramRun.Patience) ?? throw server.Transcript.Complaint("The server ended");
        string[] words = line.Split(", port ")[1].Split("; key fingerprint ");
        int port = int.Parse(words[0], CultureInfo.InvariantCulture);

        await using (TlsClient encrypted = await TlsClient.ConnectAsync(port))
        {
            await Assert.That(encrypted.Fingerprint).IsEqualTo(words[1]);
            await Assert.That(await encrypted.AskAsync("""{"type":"hello","id":1,"version":1}""")).StartsWith("""{"type":"greeting",""");
            var exchange = new ScramClient("luke", encrypted.ChannelBinding);
            string challenge = await encrypted.AskAsync(
                $$"""{"type":"login","id":2,"mechanism":"{{exchange.Mechanism}}","data":"{{exchange.FirstMessage}}"}""");
            await Assert.That(exchange.ReadChallenge(JsonDocument.Parse(challenge).RootElement.GetProperty("data").GetString()!)).IsNull();
            string final = exchange.Respond(Passwords.Keys(Accounts.Password("luke"), exchange.Salt, exchange.Iterations));
            await Assert.That(await encrypted.AskAsync($$"""{"type":"response","id":3,"data":"{{final}}"}""")).StartsWith("""{"type":"welcome",""");
        }
        await using ProgramRun version = root.Start("/chatcli", "--version");
        await Assert.That(await version.ExitStatusAsync()).IsEqualTo(0);

        // Asked to stop, it goes in good order.
        server.Signal(Signals.Terminate);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(server.Errors.All.Count).IsEqualTo(1);
    }
}
