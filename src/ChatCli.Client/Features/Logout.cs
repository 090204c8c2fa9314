using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary><c>logout</c></summary>
internal static class Logout
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.AreNone(arguments)) return false;
        chat.Departure.LogOut(answer);
        return true;
    }
}
