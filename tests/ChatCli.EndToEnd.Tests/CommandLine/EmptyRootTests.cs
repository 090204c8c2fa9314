using System.Globalization;

namespace ChatCli.EndToEnd.Tests;

/// <summary>On Linux the executables bring all that they need: they run where there is the C library and nothing else.</summary>
public class EmptyRootTests
{
    /// <summary>Up to glibc 2.33 threads and the loading of libraries are in files of their own, which later ones keep for those who ask.</summary>
    private static readonly string[] CLibrary = ["libc.", "libm.", "ld-linux", "libpthread.", "libdl.", "librt."];

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
        }
        await using ProgramRun luke = root.Start("/chatcli", $"{port}", "--user", "luke", "--fingerprint", words[1]);
        foreach (string typed in (string[])["tatooine77", "message hans hello", "logout"]) await luke.SendAsync(typed);
        await Assert.That(await luke.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(string.Join('\n', luke.Output.All)).IsEqualTo($"Password:\n{ServerProcess.Welcome("luke")}\nlogged out");
        await Assert.That(luke.Errors.All).IsEmpty();

        // Asked to stop, it goes in good order.
        server.Signal(Signals.Terminate);
        await Assert.That(await server.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(server.Errors.All.Count).IsEqualTo(1);
    }
}
