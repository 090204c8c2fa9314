using System.Text;
using System.Text.Json;

namespace ChatCli.Testing;

/// <summary>One line that a server sent, easy to look into and to compare.</summary>
public sealed class WireLine
{
    private readonly JsonElement _json;

    /// <summary>Reads a line of JSON; throws <see cref="JsonException"/> when it is none.</summary>
    public WireLine(string raw)
    {
        Raw = raw;
        using JsonDocument document = JsonDocument.Parse(raw);
        _json = document.RootElement.Clone();
    }

    /// <summary>The line as it came.</summary>
    public string Raw { get; }

    /// <summary>Its type.</summary>
    public string Type => this["type"];

    /// <summary>The id of the request that it answers; null for an event.</summary>
    public long? Id => _json.TryGetProperty("id", out JsonElement id) ? id.GetInt64() : null;

    /// <summary>A property as text: a string without quotes, anything else as JSON; empty when it is not there.</summary>
    public string this[string name] => _json.TryGetProperty(name, out JsonElement value) ? Text(value) : "";

    /// <summary>The names in a list of users.</summary>
    public string[] Users => [.. _json.GetProperty("users").EnumerateArray().Select(user => user.GetString()!)];

    /// <summary>Type and values, without what differs from run to run (id, time, instance, n, token, data) and the text of an error.</summary>
    public override string ToString()
    {
        var summary = new StringBuilder(Type);
        foreach (JsonProperty property in _json.EnumerateObject())
        {
            if (property.Name is "type" or "id" or "time" or "instance" or "token" or "data") continue;
            if ((Type == "error" && property.Name == "text") || (Type == "message" && property.Name == "n")) continue;
            if (property.Name == "stored") summary.Append(" stored");
            else summary.Append(' ').Append(Text(property.Value));
        }
        return summary.ToString();
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}
