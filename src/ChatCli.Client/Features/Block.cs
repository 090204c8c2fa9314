using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>block USER</c></summary>
internal static class Block
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryWord(arguments, out string user)) return false;
        if (Arguments.RefusesUser(chat, answer, user)) return true;
        // {"type":"block","id":7,"user":"bob"}
        chat.Ask<BlockRequest, OkReply>(answer, new BlockRequest(chat.Server.NextId(), user), _ => answer.End(new UserBlocked(user)));
        return true;
    }
}
