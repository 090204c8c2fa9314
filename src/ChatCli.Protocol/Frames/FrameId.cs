using System.Text.Json;

namespace ChatCli.Protocol.Frames;

/// <summary>Reads the <c>id</c> of a request that is refused before it is read as a whole, so that its sender knows which one it was.</summary>
public static class FrameId
{
    /// <summary>The id; 0 where there is none that can be read.</summary>
    public static long Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isId = reader.ValueTextEquals("id"u8);
                if (!reader.Read()) return 0;
                if (isId) return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id) ? id : 0;
                reader.Skip();
            }
            return 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one: half a surrogate pair in a property's name.
            return 0;
        }
    }
}
