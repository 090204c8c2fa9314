using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>whoelse</c></summary>
internal static class WhoElse
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.AreNone(arguments)) return false;
        // {"type":"whoelse","id":7}
        chat.Ask(answer, new WhoElseRequest(chat.Server.NextId()), WireJson.Default.WhoElseRequest, List(answer, MessageFormat.Nobody));
        return true;
    }

    /// <summary>Shows an answer that lists users, in as many lines as it comes in.</summary>
    internal static Action<UsersReply> List(Answer answer, string nobody)
    {
        bool any = false;
        return reply =>
        {
            foreach (string user in reply.Users) answer.Line(MessageFormat.User(user ?? ""));
            any |= reply.Users.Length > 0;
            if (!reply.More) answer.End(any ? null : nobody);
        };
    }
}
