using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>FrameReader: whatever the pieces in which the bytes come, the lines are those between the line ends.</summary>
internal sealed class FramesTarget : ITarget
{
    private readonly Mutator _lines = new(GoldenLines.All);

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var lines = new byte[1 + random.Next(32)][];
        for (int i = 0; i < lines.Length; i++) lines[i] = random.Next(4) > 0 ? _lines.Next(random) : _lines.NextBytes(random);
        return lines;
    }

    public async Task FeedAsync(Case inputs)
    {
        var random = new Random(inputs.Seed);
        int limit = random.Next(3) == 0 ? 16 + random.Next(400) : Limits.MaxLine;
        byte[] bytes = LinePeer.Join(inputs.Inputs);
        var reader = new FrameReader(new PiecewiseConnection(bytes, random, 1 << random.Next(17)), limit);
        int at = 0;
        do
        {
            while (true)
            {
                FrameStatus status = Take(reader, bytes, limit, ref at);
                if (status == FrameStatus.TooLong) return;
                if (status == FrameStatus.Incomplete) break;
            }
        }
        while (await reader.ReceiveAsync());
        if (at != bytes.Length) throw new FindingException($"{bytes.Length - at} bytes were not read");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static FrameStatus Take(FrameReader reader, byte[] bytes, int limit, ref int at)
    {
        FrameStatus status = reader.TryRead(out ReadOnlySpan<byte> frame);
        ReadOnlySpan<byte> rest = bytes.AsSpan(at);
        int end = rest.IndexOf((byte)'\n');
        int length = end < 0 ? rest.Length : end;
        if (status == FrameStatus.TooLong && length < limit) throw new FindingException($"a line of {length} bytes is too long for {limit}");
        if (status != FrameStatus.Frame) return status;
        if (length >= limit) throw new FindingException($"a line of {length} bytes passes {limit}");
        ReadOnlySpan<byte> line = rest[..length];
        if (line.EndsWith("\r"u8)) line = line[..^1];
        if (!frame.SequenceEqual(line)) throw new FindingException("a line is not what stands between the line ends");
        at += length + 1;
        return status;
    }
}
