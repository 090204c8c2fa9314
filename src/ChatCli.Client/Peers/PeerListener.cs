using System.Net.Sockets;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Peers;

/// <summary>Listens for peers on a port that the system chooses, and hands every connection to the reception.</summary>
internal sealed class PeerListener : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SocketListener _listener = SocketListener.ListenAny(0);
    private readonly PeerReception _reception;
    private readonly TimeProvider _time;

    /// <summary>Starts listening. Throws <see cref="SocketException"/> when that is not possible.</summary>
    public PeerListener(PeerReception reception, TimeProvider time)
    {
        _reception = reception;
        _time = time;
        _ = AcceptAsync();
    }

    /// <summary>The port.</summary>
    public int Port => _listener.LocalEndPoint.Port;

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            (SocketConnection? connection, SocketError error) = await _listener.AcceptAsync();
            if (connection is not null)
            {
                _ = _reception.ReceiveAsync(connection);
                continue;
            }
            switch (SocketErrors.Sort(error))
            {
                case SocketErrorKind.Abort or SocketErrorKind.Fatal: return;
                case SocketErrorKind.Pressure: await Task.Delay(Pause, _time); break;
            }
        }
    }
}
