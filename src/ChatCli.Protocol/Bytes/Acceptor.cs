using System.Net.Sockets;

namespace ChatCli.Protocol.Bytes;

/// <summary>Accepts connections until it is stopped. Errors come in three tiers: fatal, pressure (wait, then go on), passing.</summary>
/// <param name="listener">Where connections come from; its disposal ends the accepting.</param>
/// <param name="accepted">Takes each connection. It MUST return soon.</param>
/// <param name="time">The clock.</param>
/// <param name="pressed">Called when the machine becomes short of file descriptors or buffers.</param>
public sealed class Acceptor(
    SocketListener listener, Action<SocketConnection> accepted, TimeProvider time, Action<SocketError>? pressed = null)
{
    /// <summary>How long to wait when the machine is short of file descriptors or buffers: connections must end first.</summary>
    public static readonly TimeSpan PressureDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until the listener is disposed; then null, or before that the error that makes it give up.</summary>
    public async Task<SocketError?> RunAsync()
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
                    return null;
                case SocketErrorKind.Fatal:
                    return error;
                case SocketErrorKind.Pressure:
                    if (!wasPressed) pressed?.Invoke(error);
                    wasPressed = true;
                    await Task.Delay(PressureDelay, time);
                    break;
            }
        }
    }
}
