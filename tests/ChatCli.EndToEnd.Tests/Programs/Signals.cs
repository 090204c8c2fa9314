using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatCli.EndToEnd.Tests;

/// <summary>Signals to processes that these tests have started, by their id.</summary>
internal static partial class Signals
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends a signal, unless the process has ended.</summary>
    public static void Send(Process process, int signal)
    {
        if (!process.HasExited) _ = SendTo(process.Id, signal);
    }

    /// <summary>Sends a signal to all processes at the terminal that a process leads.</summary>
    public static void SendToGroup(int leader, int signal) => _ = SendTo(-leader, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendTo(int process, int signal);
}
