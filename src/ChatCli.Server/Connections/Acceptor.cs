using System.Net.Sockets;
using ChatCli.Protocol.Bytes;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Connections;

/// <summary>Accepts connections until it is stopped. Errors come in three tiers: fatal, pressure (wait, then go on), passing.</summary>
internal sealed class Acceptor(SocketListener listener, Action<IByteConnection> accepted, TimeProvider time, ILogger log)
{
    /// <summary>So long to wait when the machine is short of file descriptors or buffers: connections must end first.</summary>
    private static readonly TimeSpan PressureDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until the listener is disposed; false when it had to give up.</summary>
    public async Task<bool> RunAsync()
    {
        bool wasPressed = false;
        while (true)
        {
            (SocketConnection? connection, SocketError error) = await listener.AcceptAsync();
            if (connection is not null)
            {
                wasPressed = false;
                accepted(connection);
                continue;
            }
            switch (SocketErrors.Sort(error))
            {
                case SocketErrorKind.Abort:
                    return true;
                case SocketErrorKind.Fatal:
                    log.AcceptFailed(error);
                    return false;
                case SocketErrorKind.Pressure:
                    if (!wasPressed) log.AcceptPressure(PressureDelay.TotalMilliseconds, error);
                    wasPressed = true;
                    await Task.Delay(PressureDelay, time);
                    break;
            }
        }
    }
}
