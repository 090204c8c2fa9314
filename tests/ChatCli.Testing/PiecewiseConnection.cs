using System.Net;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Testing;

/// <summary>Gives bytes in pieces of random sizes, without ever waiting.</summary>
/// <param name="all">All of them.</param>
/// <param name="random">Where the sizes come from.</param>
/// <param name="largest">The largest piece.</param>
public sealed class PiecewiseConnection(byte[] all, Random random, int largest) : IByteConnection
{
    private int _given;

    /// <inheritdoc/>
    public IPEndPoint? LocalEndPoint => null;

    /// <inheritdoc/>
    public IPEndPoint? RemoteEndPoint => null;

    /// <inheritdoc/>
    public byte[]? ChannelBinding => null;

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReceiveAsync() => new(true);

    /// <inheritdoc/>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        int length = Math.Min(Math.Min(buffer.Length, all.Length - _given), 1 + random.Next(largest));
        all.AsSpan(_given, length).CopyTo(buffer.Span);
        _given += length;
        return new(length);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => new(false);

    /// <inheritdoc/>
    public void EndSend()
    {
    }

    /// <inheritdoc/>
    public void Close()
    {
    }
}
