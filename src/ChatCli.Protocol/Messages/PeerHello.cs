using System.Text.Json.Serialization;

namespace ChatCli.Protocol.Messages;

/// <summary>The first line between peers, from the one who connected.</summary>
/// <param name="Session"><see cref="PrivateReadyEvent.Session"/>.</param>
/// <param name="From">Who connected.</param>
/// <param name="To">Whom.</param>
/// <param name="Nonce">Random, 32 hexadecimal digits.</param>
public sealed record PeerHello(string Session, string From, string To, string Nonce) : IEvent
{
    public const string WireName = "peerhello";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>The answer to <see cref="PeerHello"/>.</summary>
/// <param name="Nonce">Random, 32 hexadecimal digits.</param>
public sealed record PeerChallenge(string Nonce) : IEvent
{
    public const string WireName = "peerchallenge";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}

/// <summary>Shows that the sender knows the secret: first from the one who connected, then from the other.</summary>
/// <param name="Proof">HMAC-SHA-256, 64 hexadecimal digits (see PROTOCOL.md, Peers).</param>
public sealed record PeerProof(string Proof) : IEvent
{
    public const string WireName = "peerproof";

    [JsonPropertyOrder(-1)]
    public string Type => WireName;
}
