using System.Text;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Tests;

/// <summary>The other end of a connection, made of a script that reads and writes lines.</summary>
internal sealed class LineConversation(IByteConnection connection)
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(20);

    private readonly FrameReader _reader = new(connection, Limits.MaxLine);

    public IByteConnection Connection => connection;

    /// <summary>Whether pings are answered without being shown to the test.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> NextAsync()
    {
        while (true)
        {
            switch (Take(out string? line))
            {
                case FrameStatus.Frame when AnswersPings && line!.StartsWith("""{"type":"ping","id":""", StringComparison.Ordinal):
                    await SendAsync(line.Replace("ping", "ok", StringComparison.Ordinal));
                    continue;
                case FrameStatus.Frame: return line;
                case FrameStatus.TooLong: throw new InvalidOperationException("a line too long");
            }
            if (!await _reader.ReceiveAsync().AsTask().WaitAsync(TooLong)) return null;
        }
    }

    public async Task SendAsync(params string[] lines)
    {
        foreach (string line in lines) await connection.SendAsync(Encoding.UTF8.GetBytes(line + "\n"));
    }

    public void Close() => connection.Close();

    private FrameStatus Take(out string? line)
    {
        FrameStatus status = _reader.TryRead(out ReadOnlySpan<byte> frame);
        line = status == FrameStatus.Frame ? Encoding.UTF8.GetString(frame) : null;
        return status;
    }
}
