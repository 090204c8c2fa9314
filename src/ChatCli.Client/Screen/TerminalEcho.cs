namespace ChatCli.Client.Screen;

/// <summary>
/// Keeps the terminal on standard input from showing what is typed, for a line tool whose output goes elsewhere: <c>chatcli 5000 | tee log</c>.
/// </summary>
internal sealed class TerminalEcho : IDisposable
{
    private readonly Action _giveBack;

    private TerminalEcho(Action giveBack) => _giveBack = giveBack;

    /// <summary>Turns it off until the result is disposed; null where standard input is no terminal.</summary>
    public static TerminalEcho? Hide()
    {
        if (OperatingSystem.IsWindows())
        {
            nint input = ConsoleCalls.Input;
            if (!ConsoleCalls.GetMode(input, out uint mode)) return null;
            ConsoleCalls.SetMode(input, mode & ~ConsoleCalls.EchoInput);
            return new TerminalEcho(() =>
            {
                if (OperatingSystem.IsWindows()) ConsoleCalls.SetMode(input, mode);
            });
        }
        byte[] settings = new byte[TerminalCalls.SettingsSize];
        if (!TerminalCalls.GetSettings(settings)) return null;
        byte[] original = [.. settings];
        TerminalCalls.StopEcho(settings);
        TerminalCalls.SetSettings(settings);
        return new TerminalEcho(() =>
        {
            if (!OperatingSystem.IsWindows()) TerminalCalls.SetSettings(original);
        });
    }

    public void Dispose() => _giveBack();
}
