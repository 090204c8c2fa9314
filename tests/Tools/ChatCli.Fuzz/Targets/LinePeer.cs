using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Fuzz.Targets;

/// <summary>The other end of a connection: sends bytes as they are, and sees that every line that comes is one of the protocol.</summary>
internal sealed class LinePeer(IByteConnection connection)
{
    private readonly FrameReader _reader = new(connection, Limits.MaxLine);

    public IByteConnection Connection => connection;

    /// <summary>False when the connection was lost.</summary>
    public async Task<bool> SendAsync(string line) => await connection.SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Sends lines as one send, each with an end.</summary>
    public async Task<bool> SendAsync(IEnumerable<byte[]> lines) => await connection.SendAsync(Join(lines));

    /// <summary>Reads up to a line that holds a text; null at the end of the connection.</summary>
    public async Task<string?> ReadUpToAsync(string mark)
    {
        while (true)
        {
            if (await ReadAsync() is not { } line) return null;
            if (line.Contains(mark, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Reads to the end of the connection.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    /// <summary>The next line; null at the end of the connection.</summary>
    public async ValueTask<string?> ReadAsync()
    {
        while (true)
        {
            if (TryTake() is { } line) return line;
            if (!await _reader.ReceiveAsync()) return null;
        }
    }

    public static byte[] Join(IEnumerable<byte[]> lines)
    {
        var bytes = new MemoryStream();
        foreach (byte[] line in lines)
        {
            bytes.Write(line);
            bytes.WriteByte((byte)'\n');
        }
        return bytes.ToArray();
    }

    private string? TryTake()
    {
        FrameStatus status = _reader.TryRead(out ReadOnlySpan<byte> frame);
        if (status == FrameStatus.TooLong) throw new FindingException("a line over the limit was sent");
        if (status == FrameStatus.Incomplete) return null;
        // What a server says to strangers.
        if (!frame.StartsWith("This is a ChatCli server."u8)) Check(frame);
        return Encoding.UTF8.GetString(frame);
    }

    private static void Check(ReadOnlySpan<byte> frame)
    {
        if (!Utf8.IsValid(frame) || !FrameType.TryRead(frame, out _)) throw new FindingException($"sent: {Encoding.UTF8.GetString(frame)}");
        var reader = new Utf8JsonReader(frame);
        while (reader.Read())
        {
        }
    }
}
