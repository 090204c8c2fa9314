using System.Buffers;
using System.Text;
using System.Threading.Channels;

namespace ChatCli.Client.Editing;

/// <summary>
/// The lines of a file or pipe, in order and none lost, read by one thread of its own that stays a few lines ahead. Lines end in LF
/// or CRLF, the last one also without; a byte-order mark at the start is not text, and broken UTF-8 becomes U+FFFD.
/// </summary>
internal sealed class PipedInput(Stream input)
{
    /// <summary>What is kept of a line, in bytes; the rest of a longer one is dropped. Far more than any line that a command may have.</summary>
    public const int MaxLine = 64 * 1024;

    private const int LinesAhead = 16;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(LinesAhead) { SingleReader = true, SingleWriter = true });
    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _started;
    private bool _firstLine = true;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The next line, null at the end. One call at a time; a cancelled call takes no line.</summary>
    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellation)
    {
        if (!_started) new Thread(ReadAll) { IsBackground = true, Name = "piped input" }.Start();
        _started = true;
        while (await _lines.Reader.WaitToReadAsync(cancellation))
            if (_lines.Reader.TryRead(out string? line)) return line;
        return null;
    }

    private void ReadAll()
    {
        byte[] buffer = new byte[4096];
        int read;
        while ((read = Read(buffer)) > 0)
        {
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, read);
            int end;
            while ((end = bytes.IndexOf((byte)'\n')) >= 0)
            {
                Keep(bytes[..end]);
                Finish();
                bytes = bytes[(end + 1)..];
            }
            Keep(bytes);
        }
        if (_line.WrittenCount > 0) Finish();
        _lines.Writer.Complete();
    }

    private int Read(byte[] buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // What cannot be read (a folder, a terminal that hung up) has no more lines.
            return 0;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes) => _line.Write(bytes[..Math.Min(bytes.Length, MaxLine - _line.WrittenCount)]);

    private void Finish()
    {
        ReadOnlySpan<byte> bytes = _line.WrittenSpan;
        if (_firstLine && bytes.StartsWith(ByteOrderMark)) bytes = bytes[ByteOrderMark.Length..];
        if (bytes.EndsWith("\r"u8)) bytes = bytes[..^1];
        string line = Encoding.UTF8.GetString(bytes);
        _firstLine = false;
        _line.ResetWrittenCount();
        // Waiting on this thread is what keeps a long file from being read into memory.
        while (!_lines.Writer.TryWrite(line)) _lines.Writer.WaitToWriteAsync().AsTask().Wait();
    }
}
