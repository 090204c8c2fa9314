using System.Text.Json;

namespace ChatCli.Protocol.Frames;

/// <summary>Reads the <c>type</c> of a line, which says by which contract the rest is to be read. Hot path.</summary>
public static class FrameType
{
    /// <summary>
    /// The bytes of the type, which MUST be the object's first property and a string without escapes;
    /// false when the line does not begin so.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> type)
    {
        type = default;
        ReadOnlySpan<byte> usual = "{\"type\":\""u8;
        if (frame.StartsWith(usual))
        {
            ReadOnlySpan<byte> rest = frame[usual.Length..];
            int length = rest.IndexOf((byte)'"');
            if (length < 0) return false;
            type = rest[..length];
            return !type.Contains((byte)'\\');
        }
        try
        {
            var reader = new Utf8JsonReader(frame);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("type"u8)) return false;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped) return false;
            type = reader.ValueSpan;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one: half a surrogate pair in the property's name.
            return false;
        }
    }
}
