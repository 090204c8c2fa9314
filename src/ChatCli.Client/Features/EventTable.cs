using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using ChatCli.Client.Link;
using ChatCli.Client.Screen;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>One kind of event: how it is read (by the link's task) and what the client does about it (on its loop).</summary>
internal abstract class EventRow
{
    /// <summary>The event, or null when the line does not fit its contract.</summary>
    public abstract IEvent? Read(ReadOnlySpan<byte> frame);

    /// <summary>Does what is to be done about it.</summary>
    public abstract void Handle(Chat chat, IEvent told);
}

/// <summary>Every event that this client knows: one row pairs its wire name with its contract and its handler.</summary>
internal static class EventTable
{
    private static readonly FrozenDictionary<string, EventRow> Rows = new Dictionary<string, EventRow>
    {
        [BroadcastEvent.WireName] = Row(WireJson.Default.BroadcastEvent, static (chat, told) => chat.Print(MessageFormat.Broadcast(told))),
        [LoggedOutEvent.WireName] = Row(WireJson.Default.LoggedOutEvent, static (chat, told) => chat.Departure.ToldLoggedOut(told)),
        [MessageEvent.WireName] = Row(WireJson.Default.MessageEvent, Message.Told),
        [PresenceEvent.WireName] = Row(WireJson.Default.PresenceEvent, static (chat, told) => chat.Print(MessageFormat.Presence(told))),
        [PrivateAskedEvent.WireName] = Row(WireJson.Default.PrivateAskedEvent, AnswerPrivate.Asked),
        [PrivateAskEndedEvent.WireName] = Row(WireJson.Default.PrivateAskEndedEvent, AnswerPrivate.AskEnded),
        [PrivateReadyEvent.WireName] = Row(WireJson.Default.PrivateReadyEvent, AnswerPrivate.Ready),
        [ReceiptEvent.WireName] = Row(WireJson.Default.ReceiptEvent, static (chat, told) => chat.Sending.Take(told)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The row of a wire name; null for one that this version does not know.</summary>
    public static EventRow? Find(string wireName) => Rows.GetValueOrDefault(wireName);

    private static EventRow<T> Row<T>(JsonTypeInfo<T> contract, Action<Chat, T> handle) where T : class, IEvent =>
        new EventRow<T>(contract, handle);
}

/// <summary>A row for one contract.</summary>
internal sealed class EventRow<T>(JsonTypeInfo<T> contract, Action<Chat, T> handle) : EventRow where T : class, IEvent
{
    public override IEvent? Read(ReadOnlySpan<byte> frame) => Contract.Read(frame, contract);

    public override void Handle(Chat chat, IEvent told) => handle(chat, (T)told);
}
