namespace ChatCli.EndToEnd.Tests;

/// <summary>A server and a client run for a user who has no home folder and no entry among the users, as services and containers have them.</summary>
public class NoHomeTests
{
    private static readonly string[] Clean = ["-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}"];

    [Test]
    public async Task A_server_starts_and_serves_a_client_where_there_is_no_home()
    {
        if (!OperatingSystem.IsLinux()) Skip.Test("only on Linux a root folder without users can be made");
        using EmptyRoot root = await EmptyRoot.MakeAsync();
        if (!await root.CanBeEnteredAsync()) Skip.Test("to enter another root takes root's rights or user namespaces, and there are neither");
        await File.WriteAllTextAsync(Path.Combine(root.Path, "credentials.txt"), Accounts.File);

        await using ProgramRun server = Start(root, "/chatcli-server", "0", "--bind", "127.0.0.1", "--data", "/data");
        string line = await server.Errors.NextAsync(ProgramRun.Patience) ?? throw server.Transcript.Complaint("The server ended");
        await Assert.That(line).Contains("listening on 127.0.0.1, port ");
        string[] words = line.Split(", port ")[1].Split("; key fingerprint ");

        await using ProgramRun luke = Start(root, "/chatcli", words[0], "--user", "luke", "--fingerprint", words[1]);
        foreach (string typed in (string[])["tatooine77", "logout"]) await luke.SendAsync(typed);
        await Assert.That(await luke.ExitStatusAsync()).IsEqualTo(0);
        await Assert.That(luke.Errors.All).IsEmpty();
    }

    private static ProgramRun Start(EmptyRoot root, params string[] command)
    {
        string[] enter = Environment.IsPrivilegedProcess ? ["chroot", root.Path] : ["unshare", "--map-root-user", "--root", root.Path];
        return ProgramRun.Start("env", [.. Clean, .. enter, .. command]);
    }
}
