namespace ChatCli.Publish.Tests;

/// <summary>The systemd unit starts the program that install.sh installs, with options that it knows, and lets it do nothing else.</summary>
public class SystemdUnitTests
{
    private static readonly string[] Lines = Repository.Read("publish/files/systemd/chatcli-server.service").Split('\n');

    [Test]
    public async Task It_starts_the_installed_program_with_options_that_it_knows()
    {
        string[] words = Value("ExecStart").Split(' ');

        await Assert.That(words[0]).IsEqualTo("/usr/local/bin/chatcli-server");
        await Assert.That(words).Contains("--data");
        await Assert.That(words[1..].Where(word => word.StartsWith('-')).Except(ProgramHelp.Server.Options)).IsEmpty();
    }

    [Test]
    public async Task What_the_server_writes_is_in_its_state_folder()
    {
        await Assert.That(Value("WorkingDirectory")).IsEqualTo($"%S/{Value("StateDirectory")}");
        await Assert.That(Value("ExecStart")).EndsWith(" --data .");
        await Assert.That(Repository.Read("publish/files/man/chatcli-server.1")).Contains($"/var/lib/{Value("StateDirectory")}");
    }

    [Test]
    [Arguments("DynamicUser=yes")]
    [Arguments("ProtectSystem=strict")]
    [Arguments("ProtectHome=yes")]
    [Arguments("PrivateTmp=yes")]
    [Arguments("PrivateDevices=yes")]
    [Arguments("NoNewPrivileges=yes")]
    [Arguments("CapabilityBoundingSet=")]
    [Arguments("RestrictAddressFamilies=AF_INET AF_INET6")]
    [Arguments("SystemCallFilter=@system-service")]
    [Arguments("MemoryDenyWriteExecute=yes")]
    [Arguments("UMask=0077")]
    [Arguments("LimitNOFILE=20000")]
    [Arguments("LimitCORE=0")]
    [Arguments("MemoryMax=2G")]
    public async Task It_lets_the_server_do_nothing_else(string line)
    {
        await Assert.That(Lines).Contains(line);
    }

    private static string Value(string name) =>
        Lines.Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
