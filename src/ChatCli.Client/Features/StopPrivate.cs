using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary><c>stopprivate USER</c></summary>
internal static class StopPrivate
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryWord(arguments, out string user)) return false;
        if (!chat.Peers.IsOpen(user))
        {
            Private.Refuse(chat, answer, user);
            return true;
        }
        chat.Active();
        chat.Peers.Stop(user, answer);
        return true;
    }
}
