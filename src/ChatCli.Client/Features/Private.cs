using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>private USER TEXT</c></summary>
internal static class Private
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryUserAndText(arguments, out string user, out string text)) return false;
        if (Arguments.RefusesText(answer, text)) return true;
        if (!chat.Peers.IsOpen(user))
        {
            Refuse(chat, answer, user);
            return true;
        }
        chat.Active();
        answer.End(chat.Peers.TrySend(user, text) ? null : new PrivateMessageNotSent(user));
        return true;
    }

    /// <summary>There is no private chat: the server's refusals come first, then this client's own.</summary>
    internal static void Refuse(Chat chat, Answer answer, string user)
    {
        if (Arguments.RefusesUser(chat, answer, user)) return;
        var own = new NoPrivateChat(user, chat.Peers.WasBroken(user));
        if (!chat.Server.IsConnected)
        {
            answer.End(own);
            return;
        }
        // {"type":"checkprivate","id":7,"user":"bob"}
        chat.Ask<CheckPrivateRequest, OkReply>(answer, new CheckPrivateRequest(chat.Server.NextId(), user), _ => answer.End(own));
    }
}
