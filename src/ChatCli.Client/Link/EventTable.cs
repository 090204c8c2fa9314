using System.Collections.Frozen;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Every event that this client knows.</summary>
internal static class EventTable
{
    private delegate IEvent? Decode(ReadOnlySpan<byte> frame);

    private static readonly FrozenDictionary<string, Decode> Rows = new[]
    {
        Row<BroadcastEvent>(),
        Row<LoggedOutEvent>(),
        Row<MessageEvent>(),
        Row<PresenceEvent>(),
        Row<PrivateAskedEvent>(),
        Row<PrivateAskEndedEvent>(),
        Row<PrivateReadyEvent>(),
        Row<ReceiptEvent>(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>False for a wire name that this version does not know; otherwise the event, or null when the line does not fit its contract.</summary>
    public static bool TryRead(string wireName, ReadOnlySpan<byte> frame, out IEvent? told)
    {
        bool isKnown = Rows.TryGetValue(wireName, out Decode? decode);
        told = decode?.Invoke(frame);
        return isKnown;
    }

    private static KeyValuePair<string, Decode> Row<T>() where T : class, IEvent<T> =>
        new(T.WireName, static frame => ContractReader.TryRead(frame, out T? told) ? told : null);
}
