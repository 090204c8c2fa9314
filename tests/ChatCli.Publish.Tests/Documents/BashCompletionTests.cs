using ChatCli.Testing;

namespace ChatCli.Publish.Tests;

/// <summary>The completion for bash, in a real bash.</summary>
public sealed class BashCompletionTests : IDisposable
{
    /// <summary>Calls the function that bash would call, with what bash would hand to it.</summary>
    private const string Script = """
        source "$1"
        COMP_WORDS=("${@:2}")
        COMP_CWORD=$(($# - 2))
        case $2 in
            *chatcli-server) _chatcli_server ;;
            *) _chatcli ;;
        esac 2>/dev/null
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    private static readonly string Completions = Repository.PathOf("publish/files/completions/chatcli.bash");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli-bash-");

    public BashCompletionTests()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "credentials.txt"), "hans secret\nhugo secret\nluke secret\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "other.txt"), "zoe secret\n");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "our data"));
    }

    [Test]
    [Arguments("chatcli --re", "--receipts")]
    [Arguments("chatcli --password-file o", "other.txt our data")]
    [Arguments("chatcli 5000 --user ", "")]
    [Arguments("chatcli-server ", "check backup user")]
    [Arguments("chatcli-server 5000 --t", "--timeout --tls-cert --tls-key")]
    [Arguments("chatcli-server --data ", "our data")]
    [Arguments("chatcli-server --data = our", "our data")]
    [Arguments("chatcli-server --log-level ", "trace debug information warning error critical none")]
    [Arguments("chatcli-server --log-level =", "trace debug information warning error critical none")]
    [Arguments("chatcli-server --port ", "")]
    [Arguments("chatcli-server check --", "--data")]
    [Arguments("chatcli-server backup oth", "other.txt")]
    [Arguments("chatcli-server user ", "add passwd remove unblock list")]
    [Arguments("chatcli-server user add ", "")]
    [Arguments("chatcli-server user add rey --", "--password-file --credentials --iterations")]
    [Arguments("chatcli-server user list --", "--credentials")]
    [Arguments("chatcli-server user remove ", "hans hugo luke")]
    [Arguments("chatcli-server user passwd h", "hans hugo")]
    [Arguments("chatcli-server user unblock --credentials other.txt ", "zoe")]
    [Arguments("chatcli-server user --credentials = other.txt unblock ", "zoe")]
    [Arguments("chatcli-server user remove --credentials missing.txt ", "")]
    [Arguments("chatcli-server user remove hans ", "")]
    public async Task A_word_is_completed(string line, string expected)
    {
        await Assert.That(string.Join(' ', Complete(line.Split(' ')))).IsEqualTo(expected);
    }

    [Test]
    public async Task A_name_is_never_carried_out()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "credentials.txt"), "$(>ran) x\n`>ran` x\na;>ran x\n");

        string[] completed = Complete(["chatcli-server", "user", "remove", ""]);

        await Assert.That(completed).IsEquivalentTo([@"\$\(\>ran\)", @"\`\>ran\`", @"a\;\>ran"]);
        await Assert.That(File.Exists(Path.Combine(_folder.FullName, "ran"))).IsFalse();
    }

    [Test]
    public async Task At_a_terminal_the_tab_key_completes()
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{Path.GetDirectoryName(Repository.Server)}:{Environment.GetEnvironmentVariable("PATH")}",
        };
        string settings = Path.Combine(_folder.FullName, "settings");
        await File.WriteAllTextAsync(settings, $"source '{Completions}'\nPS1='ready> '\n");
        using PseudoTerminal terminal = PseudoTerminal.Start(
            "/bin/sh", ["-c", "exec bash --noprofile --rcfile \"$1\" -i", "sh", settings], environment: environment, folder: _folder.FullName);
        // From its prompt on bash reads keys, and not the terminal lines.
        await terminal.WaitForAsync("ready>");

        terminal.Type("chatcli-server --allow-p\t--log-level=w\tend");
        await terminal.WaitForAsync("> chatcli-server --allow-plaintext --log-level=warning end");
        terminal.Type("\u0015chatcli-server user remove l\tend");
        await terminal.WaitForAsync("> chatcli-server user remove luke end");

        terminal.Type("\u0015exit\r");
        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] Complete(string[] words)
    {
        words[0] = words[0] == "chatcli" ? Repository.Client : Repository.Server;
        return Run.Program("bash", ["--norc", "-c", Script, "bash", Completions, .. words], _folder.FullName).OutputLines;
    }
}
