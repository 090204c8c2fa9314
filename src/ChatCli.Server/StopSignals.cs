using System.Runtime.InteropServices;

namespace ChatCli.Server;

/// <summary>
/// What tells the server to stop: SIGINT (Ctrl-C) and SIGTERM; on Windows also Ctrl-Break, the end of its console, and that of Windows itself.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        PosixSignal[] signals = OperatingSystem.IsWindows()
            ? [PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP, PosixSignal.SIGTERM]
            : [PosixSignal.SIGINT, PosixSignal.SIGTERM];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    /// <summary>Completes when the first of them comes.</summary>
    public Task Told => _told.Task;

    public void Dispose()
    {
        // Windows takes no handler back while one runs, and one does until the process ends.
        if (OperatingSystem.IsWindows()) return;
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        // Otherwise the process would end before the clients are told.
        signal.Cancel = true;
        _told.TrySetResult();
        // Windows ends the process when this returns, and after five seconds in any case: Main is to come first.
        if (OperatingSystem.IsWindows() && signal.Signal is PosixSignal.SIGHUP or PosixSignal.SIGTERM) Thread.Sleep(Timeout.Infinite);
    }
}
