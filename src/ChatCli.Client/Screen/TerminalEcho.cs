namespace ChatCli.Client.Screen;

/// <summary>
/// Keeps the terminal on standard input from showing what is typed, for a line tool whose output goes elsewhere: <c>chatcli 5000 | tee log</c>.
/// </summary>
internal sealed class TerminalEcho : IDisposable
{
    private readonly byte[] _original;

    private TerminalEcho(byte[] original) => _original = original;

    /// <summary>Turns it off until the result is disposed; null where standard input is no terminal.</summary>
    public static TerminalEcho? Hide()
    {
        if (OperatingSystem.IsWindows()) return null;
        byte[] settings = new byte[TerminalCalls.SettingsSize];
        if (!TerminalCalls.GetSettings(settings)) return null;
        var echo = new TerminalEcho([.. settings]);
        TerminalCalls.StopEcho(settings);
        TerminalCalls.SetSettings(settings);
        return echo;
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows()) TerminalCalls.SetSettings(_original);
    }
}
