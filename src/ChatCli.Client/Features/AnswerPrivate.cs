using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>y</c>, <c>n</c>, <c>accept USER</c>, <c>decline USER</c>, and what the server tells about asks.</summary>
internal static class AnswerPrivate
{
    public static bool SomebodyAsks(Chat chat) => chat.Asks.Asking.Count > 0;

    public static bool Yes(Chat chat, Answer answer, string arguments) => AnswerTheOne(chat, answer, arguments, accept: true);

    public static bool No(Chat chat, Answer answer, string arguments) => AnswerTheOne(chat, answer, arguments, accept: false);

    public static bool Accept(Chat chat, Answer answer, string arguments) => AnswerNamed(chat, answer, arguments, accept: true);

    public static bool Decline(Chat chat, Answer answer, string arguments) => AnswerNamed(chat, answer, arguments, accept: false);

    /// <summary>A user asks for a private chat.</summary>
    public static void Asked(Chat chat, PrivateAskedEvent told)
    {
        if (!AccountRules.IsName(told.From)) return;
        chat.Asks.Add(told.From);
        chat.Show(new PrivateRequestReceived(told.From, OthersWait: chat.Asks.Asking.Count > 1));
    }

    /// <summary>An ask, of either side, came to nothing.</summary>
    public static void AskEnded(Chat chat, PrivateAskEndedEvent told)
    {
        chat.Asks.Remove(told.User);
        chat.Asks.EndAgreement(told.User);
        chat.Show(new PrivateRequestEnded(told.User, told.Reason));
    }

    /// <summary>Both agreed: meet.</summary>
    public static void Ready(Chat chat, PrivateReadyEvent told)
    {
        chat.Asks.Remove(told.User);
        if (chat.Asks.EndAgreement(told.User, out TlsCertificate? key) && !chat.Departure.HasBegun) chat.Peers.Meetings.Meet(told, key);
    }

    private static bool AnswerTheOne(Chat chat, Answer answer, string arguments, bool accept)
    {
        if (!Arguments.AreNone(arguments)) return false;
        if (chat.Asks.Asking.Count == 1)
        {
            Answer(chat, answer, chat.Asks.Asking[0], accept);
            return true;
        }
        chat.Active();
        answer.End(new PrivateAnswerAmbiguous([.. chat.Asks.Asking]));
        return true;
    }

    private static bool AnswerNamed(Chat chat, Answer answer, string arguments, bool accept)
    {
        if (!Arguments.TryWord(arguments, out string user)) return false;
        if (!Arguments.RefusesUser(chat, answer, user)) Answer(chat, answer, user, accept);
        return true;
    }

    private static void Answer(Chat chat, Answer answer, string user, bool accept)
    {
        if (accept) PrivateOffer.Make(chat, answer, user, (port, key) => Send(chat, answer, user, port, key));
        else Send(chat, answer, user, 0, null);
    }

    /// <summary>Accepts, with a port and a key, or declines.</summary>
    private static void Send(Chat chat, Answer answer, string user, int port, TlsCertificate? key)
    {
        if (chat.Server.IsConnected)
        {
            chat.Asks.Remove(user);
            if (key is not null) chat.Asks.Agree(user, key);
        }
        // {"type":"answerprivate","id":7,"user":"bob","accept":true,"port":40001,"key":"..."}
        var request = new AnswerPrivateRequest(chat.Server.NextId(), user, key is not null, port, key?.Fingerprint.ToString());
        chat.Server.Ask(request, reply =>
        {
            if (key is not null && reply is ErrorReply) chat.Asks.EndAgreement(user);
            answer.End(reply switch
            {
                OkReply => key is not null ? null : new PrivateRequestDeclined(user),
                null => new CommandRefused(answer.Command, CommandFault.NotConnected),
                _ => Chat.Unexpected(reply),
            });
        });
    }
}
