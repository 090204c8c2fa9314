using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace ChatCli.Protocol.Tests;

/// <summary>What holds for any bytes. A failure names the seed with which it comes again.</summary>
public class FrameReaderPropertyTests
{
    private const int MaxLength = 64;

    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(1000);

    /// <summary>Bytes with many line ends, and now and then a line over the limit.</summary>
    private static readonly Gen<byte[]> Streams = Gen.Frequency(
            (6, Gen.Choose(0, 255)), (1, Gen.Constant((int)'\n')), (1, Gen.Constant((int)'\r')))
        .Select(value => (byte)value).ArrayOf().Resize(400);

    [Test]
    public void Lines_are_what_stands_between_line_ends_whatever_the_pieces()
    {
        Prop.ForAll(Streams.ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(),
                (bytes, largest, seed) => Read(bytes, new Random(seed), largest) == Cut(bytes))
            .Check(Cases);
    }

    [Test]
    public void Type_and_id_of_any_bytes_are_found_or_not_and_nothing_else_happens()
    {
        Gen<byte[]> lines = from start in Gen.Elements("", "{", "{\"type\":", "{\"type\":\"", "{\"id\":", "{\"\\ud800\":1,")
                            from rest in Streams
                            select (byte[])[.. Encoding.ASCII.GetBytes(start), .. rest];
        Prop.ForAll(lines.ToArbitrary(), line =>
            {
                bool hasType = FrameType.TryRead(line, out ReadOnlySpan<byte> type);
                _ = FrameId.Find(line);
                return hasType || type.IsEmpty || line.AsSpan().StartsWith("{\"type\":\""u8);
            })
            .Check(Cases);
    }

    private static string Read(byte[] bytes, Random random, int largest)
    {
        var reader = new FrameReader(new PiecewiseConnection(bytes, random, largest), MaxLength);
        var lines = new StringBuilder();
        do
        {
            while (true)
            {
                FrameStatus status = reader.TryRead(out ReadOnlySpan<byte> frame);
                if (status == FrameStatus.TooLong) return lines.Append("too long").ToString();
                if (status == FrameStatus.Incomplete) break;
                lines.Append(Convert.ToHexString(frame)).Append('|');
            }
        }
        while (reader.ReceiveAsync().AsTask().GetAwaiter().GetResult());
        return lines.ToString();
    }

    private static string Cut(byte[] bytes)
    {
        var lines = new StringBuilder();
        while (bytes.Length > 0)
        {
            int end = Array.IndexOf(bytes, (byte)'\n');
            if ((end < 0 ? bytes.Length : end) >= MaxLength) return lines.Append("too long").ToString();
            if (end < 0) break;
            int length = end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
            lines.Append(Convert.ToHexString(bytes.AsSpan(0, length))).Append('|');
            bytes = bytes[(end + 1)..];
        }
        return lines.ToString();
    }
}
