using System.Net;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Fuzz.Targets;

/// <summary>Gives bytes in pieces of random sizes, at once.</summary>
internal sealed class PiecewiseConnection(byte[] bytes, Random random, int largest) : IByteConnection
{
    private int _given;

    public IPEndPoint? LocalEndPoint => null;

    public IPEndPoint? RemoteEndPoint => null;

    public byte[]? ChannelBinding => null;

    public ValueTask<bool> WaitToReceiveAsync() => new(true);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        int length = Math.Min(Math.Min(buffer.Length, bytes.Length - _given), 1 + random.Next(largest));
        bytes.AsSpan(_given, length).CopyTo(buffer.Span);
        _given += length;
        return new(length);
    }

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> sent) => new(false);

    public void EndSend()
    {
    }

    public void Close()
    {
    }
}
