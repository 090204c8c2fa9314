using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Every event that this client knows: one row pairs its wire name with its contract.</summary>
internal static class EventTable
{
    private delegate IEvent? Decode(ReadOnlySpan<byte> frame);

    private static readonly FrozenDictionary<string, Decode> Rows = new Dictionary<string, Decode>
    {
        [BroadcastEvent.WireName] = By(WireJson.Default.BroadcastEvent),
        [LoggedOutEvent.WireName] = By(WireJson.Default.LoggedOutEvent),
        [MessageEvent.WireName] = By(WireJson.Default.MessageEvent),
        [PresenceEvent.WireName] = By(WireJson.Default.PresenceEvent),
        [PrivateAskedEvent.WireName] = By(WireJson.Default.PrivateAskedEvent),
        [PrivateAskEndedEvent.WireName] = By(WireJson.Default.PrivateAskEndedEvent),
        [PrivateReadyEvent.WireName] = By(WireJson.Default.PrivateReadyEvent),
        [ReceiptEvent.WireName] = By(WireJson.Default.ReceiptEvent),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>False for a wire name that this version does not know; otherwise the event, or null when the line does not fit its contract.</summary>
    public static bool TryRead(string wireName, ReadOnlySpan<byte> frame, out IEvent? told)
    {
        bool isKnown = Rows.TryGetValue(wireName, out Decode? decode);
        told = decode?.Invoke(frame);
        return isKnown;
    }

    private static Decode By<T>(JsonTypeInfo<T> contract) where T : class, IEvent => frame => Contract.Read(frame, contract);
}
