using System.Diagnostics;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>Deals with each event that the client knows. Used by the client's loop alone.</summary>
internal static class EventHandlers
{
    /// <summary>Deals with an event.</summary>
    public static void Handle(Chat chat, IEvent told)
    {
        switch (told)
        {
            case BroadcastEvent broadcast: chat.Show(new BroadcastReceived(broadcast.From, broadcast.Text, broadcast.Time)); break;
            case LoggedOutEvent loggedOut: chat.Departure.ToldLoggedOut(loggedOut); break;
            case MessageEvent message: Message.Told(chat, message); break;
            case PresenceEvent presence: chat.Show(new PresenceChanged(presence.User, presence.Online)); break;
            case PrivateAskedEvent asked: AnswerPrivate.Asked(chat, asked); break;
            case PrivateAskEndedEvent ended: AnswerPrivate.AskEnded(chat, ended); break;
            case PrivateReadyEvent ready: AnswerPrivate.Ready(chat, ready); break;
            case ReceiptEvent receipt: chat.Sending.Take(receipt); break;
            default: throw new UnreachableException($"No handler for {told.Type}.");
        }
    }
}
