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
}
