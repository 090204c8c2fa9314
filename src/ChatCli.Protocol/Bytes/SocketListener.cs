using System.Net;
using System.Net.Sockets;

namespace ChatCli.Protocol.Bytes;

/// <summary>Accepts TCP connections on one address. The caller decides what to do about errors.</summary>
public sealed class SocketListener : IDisposable
{
    private const int Backlog = 4096;

    private readonly Socket _socket;
    private readonly SocketOperation _accepting = new();
    private volatile bool _isDisposed;

    private SocketListener(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The address listened on, with the port that the system chose where 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Listens on one address. Throws <see cref="SocketException"/> when that is not possible.</summary>
    public static SocketListener Listen(IPEndPoint endPoint) =>
        Open(new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp), endPoint);

    /// <summary>
    /// Listens on every address, IPv4 and IPv6 on one socket where the machine has both.
    /// Throws <see cref="SocketException"/> when that is not possible.
    /// </summary>
    public static SocketListener ListenAny(int port)
    {
        if (!Socket.OSSupportsIPv6) return Listen(new IPEndPoint(IPAddress.Any, port));
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        return Open(socket, new IPEndPoint(IPAddress.IPv6Any, port));
    }

    /// <summary>The next connection, or the error that kept it away. One call at a time.</summary>
    public async ValueTask<(SocketConnection? Connection, SocketError Error)> AcceptAsync()
    {
        _accepting.AcceptSocket = null;
        SocketError error = await _accepting.AcceptAsync(_socket);
        if (_isDisposed)
        {
            // Depending on the moment the system calls this an abort, or an argument that is not valid.
            _accepting.AcceptSocket?.Dispose();
            return (null, SocketError.OperationAborted);
        }
        if (error != SocketError.Success || _accepting.AcceptSocket is not { } socket) return (null, error);
        try
        {
            return (new SocketConnection(socket), SocketError.Success);
        }
        catch (SocketException e)
        {
            // The other side was gone before we looked at it.
            socket.Dispose();
            return (null, e.SocketErrorCode == SocketError.Success ? SocketError.ConnectionReset : e.SocketErrorCode);
        }
    }

    /// <summary>Stops listening; an accept under way ends with <see cref="SocketErrorKind.Abort"/>.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
        _accepting.Dispose();
    }

    private static SocketListener Open(Socket socket, IPEndPoint endPoint)
    {
        try
        {
            // No ReuseAddress: the runtime lets a restarted server take its port back by itself; asked for, it would on Unix also let
            // a second server share the port (SO_REUSEPORT).
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new SocketListener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
