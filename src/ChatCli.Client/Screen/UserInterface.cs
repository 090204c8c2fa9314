using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatCli.Client.Screen;

/// <summary>Chooses the user interface for where this program runs: a screen at a terminal, lines everywhere else.</summary>
internal static class UserInterface
{
    /// <summary>Takes standard input and output over. To be disposed by the caller, so that the terminal is given back.</summary>
    /// <param name="hasReceiptLines">See <see cref="TextStyle.HasReceiptLines"/>.</param>
    /// <param name="isUtf8">See <see cref="TextStyle.IsUtf8"/>.</param>
    public static IUserInterface Open(bool hasReceiptLines, bool isUtf8)
    {
        ILineScreen screen = OpenScreen();
        return new TextInterface(screen, new NoticeText(new TextStyle(screen.IsTerminal, hasReceiptLines, isUtf8)));
    }

    private static ILineScreen OpenScreen()
    {
        bool isTyped = !Console.IsInputRedirected;
        if (isTyped && !Console.IsOutputRedirected && OpenTerminal() is { } terminal) return new ChatScreen(terminal);
        return new PipedInterface(StandardInput(isTyped), StandardOutput(), TerminalEcho.Hide, isTyped);
    }

    private static ITerminal? OpenTerminal() => OperatingSystem.IsWindows() ? ConsoleTerminal.Open() : AnsiTerminal.Open();

    private static Stream StandardOutput()
    {
        if (!OperatingSystem.IsWindows()) return new RedirectedLines();
        try
        {
            return Console.OpenStandardOutput();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Started with a closed output: there is nobody to show anything to.
            return Stream.Null;
        }
    }

    // Console's own stream would take a terminal's keys apart by itself; here the terminal's line discipline does. On Windows it would lose
    // what the console's code page does not have.
    private static Stream StandardInput(bool isTyped) =>
        !StandardStreams.HasInput ? Stream.Null
        : !OperatingSystem.IsWindows() ? new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0)
        : isTyped ? new ConsoleLines()
        : Console.OpenStandardInput();
}
