using System.Buffers;
using System.Runtime.CompilerServices;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Frames;

/// <summary>What <see cref="FrameReader.TryRead"/> found.</summary>
public enum FrameStatus
{
    /// <summary>A whole line.</summary>
    Frame,

    /// <summary>No whole line: receive more.</summary>
    Incomplete,

    /// <summary>A line over the limit: the framing is lost, close the connection.</summary>
    TooLong,
}

/// <summary>
/// Cuts the bytes of a connection into lines: partial ones, several in one read, too long ones. Hot path.
/// Holds no buffer while it waits, except the bytes of a line that has not ended yet.
/// </summary>
/// <param name="connection">Where the bytes come from; this reader is its only receiver.</param>
/// <param name="maxLength">The longest line, in bytes, its end included.</param>
public sealed class FrameReader(IByteConnection connection, int maxLength)
{
    private const int ReadSize = 16 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>Begins with bytes that were received already.</summary>
    public FrameReader(IByteConnection connection, int maxLength, ReadOnlySpan<byte> received)
        : this(connection, maxLength)
    {
        Resize(received.Length);
        received.CopyTo(_buffer);
        _end = received.Length;
    }

    /// <summary>The longest line, in bytes, its end included. Set by who reads.</summary>
    public int MaxLength { get; set; } = maxLength;

    /// <summary>Waits for more bytes; false when there will be none. Call it when <see cref="TryRead"/> says incomplete.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReceiveAsync()
    {
        Shrink();
        if (!await connection.WaitToReceiveAsync()) return End();
        Resize(_end + Math.Min(ReadSize, MaxLength));
        int received = await connection.ReceiveAsync(_buffer.AsMemory(_end));
        if (received == 0) return End();
        _end += received;
        return true;
    }

    /// <summary>
    /// The next whole line, without its end (LF or CRLF). It stands in this reader's buffer and MUST NOT be used after
    /// the next call of <see cref="ReceiveAsync"/>.
    /// </summary>
    public FrameStatus TryRead(out ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> unread = _buffer.AsSpan(_start, _end - _start);
        int length = unread[_searched..].IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = unread.Length;
            frame = default;
            return unread.Length >= MaxLength ? FrameStatus.TooLong : FrameStatus.Incomplete;
        }
        length += _searched;
        _searched = 0;
        _start += length + 1;
        frame = unread[..length];
        if (length >= MaxLength) return FrameStatus.TooLong;
        if (frame.Length > 0 && frame[^1] == '\r') frame = frame[..^1];
        return FrameStatus.Frame;
    }

    /// <summary>The first byte not read yet; false when there is none.</summary>
    public bool TryPeek(out byte first)
    {
        first = _start < _end ? _buffer[_start] : default;
        return _start < _end;
    }

    /// <summary>Drops everything received and not read yet.</summary>
    public void Discard() => _start = _end = _searched = 0;

    private bool End()
    {
        _start = _end = _searched = 0;
        Resize(0);
        return false;
    }

    /// <summary>Keeps only the unfinished line, in a buffer of about its size.</summary>
    private void Shrink()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        Resize(_end);
    }

    private void Resize(int size)
    {
        byte[] old = _buffer;
        if (size > 0 && old.Length >= size && old.Length <= Math.Max(2 * size, 64)) return;
        _buffer = size == 0 ? [] : ArrayPool<byte>.Shared.Rent(size);
        old.AsSpan(0, _end).CopyTo(_buffer);
        if (old.Length > 0) ArrayPool<byte>.Shared.Return(old);
    }
}
