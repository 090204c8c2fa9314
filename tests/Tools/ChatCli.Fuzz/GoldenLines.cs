using System.Text;

namespace ChatCli.Fuzz;

/// <summary>The example lines of PROTOCOL.md, without the letter that says who sends them.</summary>
internal static class GoldenLines
{
    /// <summary>From clients, from servers, between peers.</summary>
    public static byte[][] Client { get; } = Read('C');

    public static byte[][] Server { get; } = Read('S');

    public static byte[][] Peer { get; } = Read('P');

    public static byte[][] All { get; } = [.. Client, .. Server, .. Peer];

    private static byte[][] Read(char side)
    {
        using Stream page = typeof(GoldenLines).Assembly.GetManifestResourceStream("PROTOCOL.md")!;
        using var reader = new StreamReader(page);
        var lines = new List<byte[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 3 && line[0] == side && line[1..3] == ": ") lines.Add(Encoding.UTF8.GetBytes(line[3..]));
        }
        return lines.Count > 0 ? [.. lines] : throw new InvalidOperationException($"PROTOCOL.md has no line of {side}.");
    }
}
