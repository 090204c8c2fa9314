using System.Runtime.Versioning;

namespace ChatCli.Client.Screen;

/// <summary>Standard output that is a file or pipe, not on Windows. Unlike Console's own stream it tells when nobody reads the pipe any more.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RedirectedLines : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!TerminalCalls.Write(buffer.AsSpan(offset, count))) throw new IOException("Standard output takes no more.");
    }

    public override void Flush()
    {
    }
}
