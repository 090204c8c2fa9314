using ChatCli.Testing;

namespace ChatCli.Client.Tests;

public class PseudoTerminalTests
{
    [Test]
    public async Task What_is_typed_comes_back_from_a_real_terminal()
    {
        using PseudoTerminal terminal = PseudoTerminal.Start("/bin/cat", []);
        terminal.Type("hello 日本\r");
        await terminal.WaitForAsync(screen => screen.Rows[1] == "hello 日本", "the line twice, typed and echoed");
        terminal.Type("\x04");
        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(0);
        await Assert.That(terminal.Transcript).IsEqualTo("hello 日本\r\nhello 日本\r\n");
    }

    [Test]
    public async Task A_program_sees_the_size_of_its_terminal_and_hears_of_another_one()
    {
        using PseudoTerminal terminal = PseudoTerminal.Start("/bin/sh", ["-c", "trap 'stty size' WINCH; stty size; while read line; do :; done; read line"], 72, 20);
        await terminal.WaitForAsync("20 72");
        terminal.Resize(61, 19);
        await terminal.WaitForAsync("19 61");
    }

    [Test]
    public async Task The_terminal_is_the_controlling_one_so_that_Ctrl_C_interrupts()
    {
        using PseudoTerminal terminal = PseudoTerminal.Start("/bin/sh", ["-c", "trap 'echo interrupted; exit 7' INT; echo ready; read line"]);
        await terminal.WaitForAsync("ready");
        terminal.Type("\x03");
        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(7);
        await Assert.That(terminal.Text).Contains("interrupted");
    }

    [Test]
    public async Task What_never_comes_is_said_with_the_screen_beside_it()
    {
        using PseudoTerminal terminal = PseudoTerminal.Start("/bin/sh", ["-c", "echo this came; exit 3"]);
        await Assert.That(async () => await terminal.WaitForAsync("that did not")).Throws<InvalidOperationException>().WithMessageContaining("this came");
        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(3);
    }

    [Test]
    public async Task Environment_and_arguments_arrive_unchanged()
    {
        using PseudoTerminal terminal = PseudoTerminal.Start(
            "/bin/sh", ["-c", "echo \"$TERM $NAME $1\"", "sh", "a 'b' $c"], environment: new Dictionary<string, string> { ["NAME"] = "ön e" });
        await Assert.That(await terminal.WaitForExitAsync()).IsEqualTo(0);
        await Assert.That(terminal.Text).IsEqualTo("xterm-256color ön e a 'b' $c");
    }
}
