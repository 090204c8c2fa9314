using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>whoelse</c></summary>
internal static class WhoElse
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.AreNone(arguments)) return false;
        // {"type":"whoelse","id":7}
        chat.Ask(answer, new WhoElseRequest(chat.Server.NextId()), List(answer));
        return true;
    }

    /// <summary>Takes an answer that lists users, in as many lines as it comes in.</summary>
    internal static Action<UsersReply> List(Answer answer, long? seconds = null)
    {
        var users = new List<string>();
        return reply =>
        {
            users.AddRange(reply.Users.Select(user => user ?? ""));
            if (!reply.More) answer.End(new UserList(users, seconds));
        };
    }
}
