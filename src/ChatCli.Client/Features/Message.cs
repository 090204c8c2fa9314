using ChatCli.Client.Screen;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>message USER TEXT</c></summary>
internal static class Message
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryUserAndText(arguments, out string user, out string text)) return false;
        if (Arguments.RefusesText(answer, text) || Arguments.RefusesUser(chat, answer, user)) return true;
        // {"type":"message","id":7,"to":"bob","text":"hello"}
        chat.Server.Send(new MessageRequest(chat.Server.NextId(), user, text), WireJson.Default.MessageRequest);
        // No answer comes unless it is refused, and a refusal comes before the answer to any later request.
        answer.End(chat.Server.IsConnected ? null : MessageFormat.NotConnected);
        return true;
    }
}
