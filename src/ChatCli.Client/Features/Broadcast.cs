using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>broadcast TEXT</c></summary>
internal static class Broadcast
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.IsText(arguments)) return false;
        if (Arguments.RefusesText(answer, arguments)) return true;
        // {"type":"broadcast","id":7,"text":"hello"}
        chat.Ask<BroadcastRequest, BroadcastReply>(
            answer, new BroadcastRequest(chat.Server.NextId(), arguments),
            reply => answer.End(reply.Complete ? null : new BroadcastIncomplete()));
        return true;
    }
}
