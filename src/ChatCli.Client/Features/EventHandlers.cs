using System.Diagnostics;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>What the client does about each event that it knows. Used by the client's loop alone.</summary>
internal static class EventHandlers
{
    /// <summary>Does what is to be done about an event.</summary>
    public static void Handle(Chat chat, IEvent told)
    {
        switch (told)
        {
            case BroadcastEvent broadcast: chat.Print(MessageFormat.Broadcast(broadcast)); break;
            case LoggedOutEvent loggedOut: chat.Departure.ToldLoggedOut(loggedOut); break;
            case MessageEvent message: Message.Told(chat, message); break;
            case PresenceEvent presence: chat.Print(MessageFormat.Presence(presence)); break;
            case PrivateAskedEvent asked: AnswerPrivate.Asked(chat, asked); break;
            case PrivateAskEndedEvent ended: AnswerPrivate.AskEnded(chat, ended); break;
            case PrivateReadyEvent ready: AnswerPrivate.Ready(chat, ready); break;
            case ReceiptEvent receipt: chat.Sending.Take(receipt); break;
            default: throw new UnreachableException($"No handler for {told.Type}.");
        }
    }
}
