using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>The first line between peers, from the one who connected.</summary>
/// <param name="Session"><see cref="PrivateReadyEvent.Session"/>.</param>
/// <param name="From">Who connected.</param>
/// <param name="To">Whom.</param>
/// <param name="Nonce">Random, 32 hexadecimal digits.</param>
public sealed record PeerHello(string Session, string From, string To, string Nonce) : Contract<PeerHello>, IEvent<PeerHello>
{
    public static string WireName => "peerhello";

    public static JsonTypeInfo<PeerHello> TypeInfo => WireJson.Default.PeerHello;
}

/// <summary>The answer to <see cref="PeerHello"/>.</summary>
/// <param name="Nonce">Random, 32 hexadecimal digits.</param>
public sealed record PeerChallenge(string Nonce) : Contract<PeerChallenge>, IEvent<PeerChallenge>
{
    public static string WireName => "peerchallenge";

    public static JsonTypeInfo<PeerChallenge> TypeInfo => WireJson.Default.PeerChallenge;
}

/// <summary>Shows that the sender knows the secret: first from the one who connected, then from the other.</summary>
/// <param name="Proof">HMAC-SHA-256, 64 hexadecimal digits (see PROTOCOL.md, Peers).</param>
public sealed record PeerProof(string Proof) : Contract<PeerProof>, IEvent<PeerProof>
{
    public static string WireName => "peerproof";

    public static JsonTypeInfo<PeerProof> TypeInfo => WireJson.Default.PeerProof;
}
