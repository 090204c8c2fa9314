using ChatCli.Testing;

namespace ChatCli.EndToEnd.Tests;

/// <summary>
/// The published client at a real terminal, started from a shell as a person does it. The shell looks at the terminal before and
/// after, and says what has become of it.
/// </summary>
internal static class TerminalProcess
{
    /// <summary>What the shell says at the end when the terminal is as it was.</summary>
    public const string Sane = "the terminal is as it was";

    // A signal to the terminal's programs is for the client alone.
    private const string Script = """
        trap : TERM HUP
        before=$(stty -g)
        "$@"
        status=$?
        [ "$(stty -g)" = "$before" ] && echo "the terminal is as it was"
        exit $status
        """;

    public static PseudoTerminal Start(ServerProcess server, params string[] options) => Start(server, 80, options);

    public static PseudoTerminal Start(ServerProcess server, int columns, params string[] options) =>
        Run(server, columns, ["-c", Script, "sh", Published.Client, $"{server.Port}", .. server.Trust, .. options]);

    /// <summary>Starts it without telling it by what to know the server.</summary>
    public static PseudoTerminal StartUntold(ServerProcess server, params string[] options) =>
        Run(server, 80, ["-c", Script, "sh", Published.Client, $"{server.Port}", .. options]);

    /// <summary>Starts it with its output going into a pipe, and from there to the terminal.</summary>
    public static PseudoTerminal StartPiped(ServerProcess server) =>
        Run(server, 80, ["-c", "\"$@\" | cat; echo the end", "sh", Published.Client, $"{server.Port}", .. server.Trust]);

    private static PseudoTerminal Run(ServerProcess server, int columns, string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["CHATCLI_PASSWORD"] = "" };
        foreach ((string name, string value) in server.Folders) environment[name] = value;
        return PseudoTerminal.Start("/bin/sh", arguments, columns, environment: environment);
    }

    /// <summary>Starts it and logs in.</summary>
    public static async Task<PseudoTerminal> LogInAsync(ServerProcess server, string name, int columns = 80)
    {
        PseudoTerminal terminal = Start(server, columns);
        await terminal.WaitForAsync("Username:");
        terminal.Type(name + "\r");
        await terminal.WaitForAsync("Password:");
        terminal.Type(Accounts.Password(name) + "\r");
        await terminal.WaitForAsync(ServerProcess.Welcome(name), ">");
        return terminal;
    }

    /// <summary>Waits until a text is on the screen and the row at the cursor is this one.</summary>
    public static Task WaitForAsync(this PseudoTerminal terminal, string text, string row) => terminal.WaitForAsync(
        screen => screen.Contains(text) && screen.CurrentRow == row, $"\"{text}\" above the row \"{row}\"");

    /// <summary>Waits until the row at the cursor and the cursor's place in it are these.</summary>
    public static Task WaitForRowAsync(this PseudoTerminal terminal, string row, int column) => terminal.WaitForAsync(
        screen => screen.CurrentRow == row && screen.CursorColumn == column, $"the row \"{row}\" with the cursor in column {column}");

    /// <summary>Waits for the end of the client and for a terminal as it was before; the exit status.</summary>
    public static async Task<int> WaitForGoodEndAsync(this PseudoTerminal terminal)
    {
        int status = await terminal.WaitForExitAsync();
        if (!terminal.Text.Contains(Sane, StringComparison.Ordinal))
            throw new InvalidOperationException($"The terminal is not as it was. The screen:{Environment.NewLine}{terminal.Text}");
        string all = terminal.Transcript;
        if (all.LastIndexOf("\e[?2004l", StringComparison.Ordinal) < all.LastIndexOf("\e[?2004h", StringComparison.Ordinal))
            throw new InvalidOperationException("Bracketed paste is still on.");
        return status;
    }
}
