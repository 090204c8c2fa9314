using System.Net;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Testing;

/// <summary>One end of a connection without a socket, which keeps the promises of <see cref="IByteConnection"/>.</summary>
public sealed class InMemoryConnection : IByteConnection
{
    private static int s_lastPort = 40_000;

    private readonly BoundedBytes _incoming;
    private readonly BoundedBytes _outgoing;
    private readonly int _maxRead;

    private InMemoryConnection(BoundedBytes incoming, BoundedBytes outgoing, int maxRead, IPEndPoint local, IPEndPoint remote)
    {
        _incoming = incoming;
        _outgoing = outgoing;
        _maxRead = maxRead;
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    /// <inheritdoc/>
    public IPEndPoint? LocalEndPoint { get; }

    /// <inheritdoc/>
    public IPEndPoint? RemoteEndPoint { get; }

    /// <summary>What a test gives both ends, as if the connection were encrypted.</summary>
    public byte[]? ChannelBinding { get; set; }

    /// <summary>True once this end was closed by <see cref="Close"/>.</summary>
    public bool IsClosed => _incoming.IsAbandoned;

    /// <summary>Two ends joined to each other; the first is the one that connected.</summary>
    /// <param name="capacity">How many bytes may be on the way in each direction; a send of more waits until the other side reads.</param>
    /// <param name="maxRead">The most that one receive returns: 1 gives the bytes one a piece.</param>
    /// <param name="client">The address that the connecting end comes from; loopback with a port of its own unless given.</param>
    /// <param name="server">The address that it connected to; loopback port 5000 unless given.</param>
    public static (InMemoryConnection Client, InMemoryConnection Server) Pair(
        int capacity = 64 * 1024, int maxRead = int.MaxValue, IPEndPoint? client = null, IPEndPoint? server = null)
    {
        var toServer = new BoundedBytes(capacity);
        var toClient = new BoundedBytes(capacity);
        client ??= new IPEndPoint(IPAddress.Loopback, Interlocked.Increment(ref s_lastPort) % 20_000 + 40_000);
        server ??= new IPEndPoint(IPAddress.Loopback, 5000);
        return (new InMemoryConnection(toClient, toServer, maxRead, client, server),
            new InMemoryConnection(toServer, toClient, maxRead, server, client));
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReceiveAsync() => new(_incoming.WaitToReadAsync());

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        if (buffer.Length > _maxRead) buffer = buffer[.._maxRead];
        return await _incoming.WaitToReadAsync() ? _incoming.Read(buffer.Span) : 0;
    }

    /// <inheritdoc/>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => new(_outgoing.WriteAsync(bytes));

    /// <inheritdoc/>
    public void EndSend() => _outgoing.End();

    /// <inheritdoc/>
    public void Close()
    {
        _outgoing.End();
        _incoming.Abandon();
    }

    /// <summary>Makes both ends see a lost connection, without the bytes on the way.</summary>
    public void Break()
    {
        _outgoing.Abandon();
        _incoming.Abandon();
    }
}
