using System.Runtime.Versioning;
using System.Text;

namespace ChatCli.Client.Screen;

/// <summary>What is typed at a Windows console, line by line, as UTF-8, for a line tool whose output goes elsewhere. Ctrl-Z alone is the end.</summary>
[SupportedOSPlatform("windows")]
internal sealed class ConsoleLines : Stream
{
    private const char End = '\x1a';

    private readonly char[] _units = new char[4096];
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private byte[] _bytes = [];
    private int _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_read == _bytes.Length)
        {
            ReadOnlySpan<char> units = _units.AsSpan(0, ConsoleCalls.ReadLine(_units));
            if (units.IsEmpty || units[0] == End) return 0;
            // The second half of a character may come with the next part of a long line.
            _bytes = new byte[Encoding.UTF8.GetMaxByteCount(units.Length)];
            _bytes = _bytes[.._encoder.GetBytes(units, _bytes, flush: false)];
            _read = 0;
        }
        int length = Math.Min(count, _bytes.Length - _read);
        _bytes.AsSpan(_read, length).CopyTo(buffer.AsSpan(offset));
        _read += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
