using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>Done.</summary>
/// <param name="Id">The request's.</param>
public sealed record OkReply(long Id) : IReply
{
    public const string WireName = "ok";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
