using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>A private text.</summary>
/// <param name="N">Counts 1, 2, 3... in each direction.</param>
/// <param name="Text">See <see cref="AccountRules.IsText"/>.</param>
public sealed record PeerMessage(long N, string Text) : IEvent
{
    public const string WireName = "peermessage";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The texts up to N were shown.</summary>
/// <param name="N"><see cref="PeerMessage.N"/>.</param>
public sealed record PeerAck(long N) : IEvent
{
    public const string WireName = "peerack";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The sender ends the session; the close follows.</summary>
public sealed record PeerStop() : IEvent
{
    public const string WireName = "peerstop";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
