using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>unblock USER</c></summary>
internal static class Unblock
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryWord(arguments, out string user)) return false;
        if (Arguments.RefusesUser(chat, answer, user)) return true;
        // {"type":"unblock","id":7,"user":"bob"}
        chat.Ask<UnblockRequest, OkReply>(answer, new UnblockRequest(chat.Server.NextId(), user), _ => answer.End(new UserUnblocked(user)));
        return true;
    }
}
