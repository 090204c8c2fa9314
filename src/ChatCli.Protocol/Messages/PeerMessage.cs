using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Messages;

/// <summary>A private text.</summary>
/// <param name="N">Counts 1, 2, 3... in each direction.</param>
/// <param name="Text">See <see cref="AccountRules.IsText"/>.</param>
public sealed record PeerMessage(long N, string Text) : Contract<PeerMessage>, IEvent<PeerMessage>
{
    public static string WireName => "peermessage";

    public static JsonTypeInfo<PeerMessage> TypeInfo => WireJson.Default.PeerMessage;
}

/// <summary>The texts up to N were shown.</summary>
/// <param name="N"><see cref="PeerMessage.N"/>.</param>
public sealed record PeerAck(long N) : Contract<PeerAck>, IEvent<PeerAck>
{
    public static string WireName => "peerack";

    public static JsonTypeInfo<PeerAck> TypeInfo => WireJson.Default.PeerAck;
}

/// <summary>The sender ends the session; the close follows.</summary>
public sealed record PeerStop() : Contract<PeerStop>, IEvent<PeerStop>
{
    public static string WireName => "peerstop";

    public static JsonTypeInfo<PeerStop> TypeInfo => WireJson.Default.PeerStop;
}
