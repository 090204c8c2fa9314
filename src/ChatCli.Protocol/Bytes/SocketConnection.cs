using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ChatCli.Protocol.Bytes;

/// <summary>A TCP connection. Hot path: every byte of every chat passes here.</summary>
public sealed class SocketConnection : IByteConnection
{
    private readonly Socket _socket;
    private readonly SocketOperation _receiving = new();
    private SocketOperation? _sending;
    private int _closed;

    /// <summary>Takes over a connected socket.</summary>
    public SocketConnection(Socket socket)
    {
        // A small message must not wait for the acknowledgement of the one before (RFC 896); we batch by ourselves.
        socket.NoDelay = true;
        // Makes the synchronous calls below return WouldBlock instead of waiting.
        socket.Blocking = false;
        _socket = socket;
        LocalEndPoint = Unmapped(socket.LocalEndPoint);
        RemoteEndPoint = Unmapped(socket.RemoteEndPoint);
    }

    /// <inheritdoc/>
    public IPEndPoint? LocalEndPoint { get; }

    /// <inheritdoc/>
    public IPEndPoint? RemoteEndPoint { get; }

    /// <inheritdoc/>
    public byte[]? ChannelBinding => null;

    /// <summary>Connects to an address, trying each one that a host name has; null when none answers.</summary>
    public static async Task<SocketConnection?> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        try
        {
            foreach (IPAddress address in await Dns.GetHostAddressesAsync(host, cancellation))
            {
                if (await ConnectAsync(new IPEndPoint(address, port), cancellation) is { } connection) return connection;
            }
        }
        catch (SocketException)
        {
            // No such host: to the caller the same as a host that does not answer.
        }
        return null;
    }

    /// <summary>Connects to one address; null when it does not answer.</summary>
    public static async Task<SocketConnection?> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellation)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var operation = new SocketOperation { RemoteEndPoint = endPoint };
            await using (cancellation.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket))
            {
                if (await operation.ConnectAsync(socket) == SocketError.Success && !cancellation.IsCancellationRequested)
                    return new SocketConnection(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Refused while being set up: no connection, as below.
        }
        socket.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReceiveAsync()
    {
        ValueTask<SocketError> waiting = _receiving.ReceiveAsync(_socket, Memory<byte>.Empty);
        return waiting.IsCompletedSuccessfully
            ? new ValueTask<bool>(waiting.Result == SocketError.Success)
            : Awaited(waiting);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<bool> Awaited(ValueTask<SocketError> waiting) => await waiting == SocketError.Success;
    }

    /// <inheritdoc/>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            int received = _socket.Receive(buffer.Span, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success) return new ValueTask<int>(received);
            if (error != SocketError.WouldBlock) return new ValueTask<int>(0);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<int>(0);
        }
        return ReceiveLaterAsync(buffer);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        int sent;
        SocketError error;
        try
        {
            sent = _socket.Send(bytes.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<bool>(false);
        }
        if (error == SocketError.Success && sent == bytes.Length) return new ValueTask<bool>(true);
        return error is SocketError.Success or SocketError.WouldBlock
            ? SendLaterAsync(bytes[Math.Max(sent, 0)..])
            : new ValueTask<bool>(false);
    }

    /// <inheritdoc/>
    public void EndSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already gone, which is all that was wanted.
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _socket.Dispose();
        _receiving.Dispose();
        _sending?.Dispose();
    }

    private static IPEndPoint? Unmapped(EndPoint? endPoint) =>
        endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : endPoint as IPEndPoint;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveLaterAsync(Memory<byte> buffer)
    {
        return await _receiving.ReceiveAsync(_socket, buffer) == SocketError.Success ? _receiving.BytesTransferred : 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendLaterAsync(ReadOnlyMemory<byte> bytes)
    {
        _sending ??= new SocketOperation();
        while (bytes.Length > 0)
        {
            Memory<byte> rest = System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes);
            if (await _sending.SendAsync(_socket, rest) != SocketError.Success) return false;
            bytes = bytes[_sending.BytesTransferred..];
        }
        return true;
    }
}
