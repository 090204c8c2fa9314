using System.Text.Json;

namespace ChatCli.Protocol.Frames;

/// <summary>
/// Reads the <c>id</c> of a line without its contract: a server, so that the sender of a request that it refuses knows which one it
/// was; a client, to tell a reply from an event.
/// </summary>
public static class FrameId
{
    /// <summary>The id; 0 when it cannot be read as one, null when the line has none.</summary>
    public static long? Find(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isId = reader.ValueTextEquals("id"u8);
                if (!reader.Read()) return null;
                if (isId) return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id) ? id : 0;
                reader.Skip();
            }
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one: half a surrogate pair in a property's name.
            return null;
        }
    }
}
