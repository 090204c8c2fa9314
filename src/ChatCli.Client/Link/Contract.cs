using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatCli.Client.Link;

/// <summary>Reads lines that others wrote: what does not fit is a value, not an exception.</summary>
internal static class Contract
{
    /// <summary>The contract, or null when the line does not fit it.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> frame, JsonTypeInfo<T> contract) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(frame, contract);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one: a lone surrogate in a string.
            return null;
        }
    }

    /// <summary>The id that a reply carries and an event does not; null without one.</summary>
    public static long? FindId(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isId = reader.ValueTextEquals("id"u8);
                if (!reader.Read()) return null;
                if (isId) return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id) ? id : 0;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever it is, it cannot be matched to a request.
        }
        return null;
    }
}
