using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatCli.Torture;

/// <summary>Breaks the promise on purpose, on one link, to show that the checker sees it.</summary>
internal interface ISabotage
{
    /// <summary>A line to the server: what goes on instead; null for nothing.</summary>
    ValueTask<byte[]?> UpAsync(ProxyLink link, byte[] line);

    /// <summary>A line to the client: what goes on instead; null for nothing.</summary>
    byte[]? Down(ProxyLink link, byte[] line);
}

/// <summary>
/// As if the server did not know a message that comes again: swallows the first receipts of a link, ends it, and gives the process
/// another instance when it comes back.
/// </summary>
internal sealed class ForgottenInstance : ISabotage
{
    private const int Receipts = 5;

    private readonly string _instance = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private int _receipts;

    public ValueTask<byte[]?> UpAsync(ProxyLink link, byte[] line)
    {
        if (JsonLine.Type(line) != "hello") return new(line);
        JsonObject hello = JsonLine.Read(line);
        hello["instance"] = _instance;
        return new(JsonLine.Write(hello));
    }

    public byte[]? Down(ProxyLink link, byte[] line)
    {
        if (JsonLine.Type(line) != "receipt") return line;
        if (++_receipts == Receipts) link.Cut();
        return null;
    }
}

/// <summary>As if the server confirmed a message before it was safe: every so many messages one is confirmed and dropped.</summary>
internal sealed class EarlyReceipt : ISabotage
{
    private const int Every = 50;

    private int _messages;

    public async ValueTask<byte[]?> UpAsync(ProxyLink link, byte[] line)
    {
        if (JsonLine.Type(line) != "message" || ++_messages % Every != 0) return line;
        JsonObject message = JsonLine.Read(line);
        var receipt = new JsonObject
        {
            ["type"] = "receipt",
            ["to"] = message["to"]!.DeepClone(),
            ["upTo"] = message["id"]!.DeepClone(),
            ["state"] = "stored",
        };
        await link.SendToClientAsync(JsonLine.Write(receipt));
        return null;
    }

    public byte[]? Down(ProxyLink link, byte[] line) => line;
}

/// <summary>Lines of the protocol.</summary>
internal static class JsonLine
{
    private static ReadOnlySpan<byte> TypePrefix => "{\"type\":\""u8;

    public static string Type(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(TypePrefix)) return "";
        ReadOnlySpan<byte> rest = line[TypePrefix.Length..];
        int end = rest.IndexOf((byte)'"');
        return end < 0 ? "" : Encoding.ASCII.GetString(rest[..end]);
    }

    public static JsonObject Read(byte[] line) => JsonNode.Parse(line)!.AsObject();

    public static byte[] Write(JsonObject line) => Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
}
