using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>message USER TEXT</c>, and the messages that come.</summary>
internal static class Message
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryUserAndText(arguments, out string user, out string text)) return false;
        long number = chat.Receipts.NextNumber();
        if (Arguments.RefusesText(answer, text) || Arguments.RefusesUser(chat, answer, user))
        {
            chat.Receipts.Refused(number, user);
        }
        else if (chat.Sending.TrySend(new MessageRequest(chat.Server.NextId(), user, text), number))
        {
            // No answer comes unless it is refused, and a refusal comes before the answer to any later request.
            answer.End(chat.Server.IsConnected ? null : chat.Receipts.WhenNotConnected);
        }
        else
        {
            chat.Active();
            answer.End(MessageFormat.OutboxFull);
            chat.Receipts.Refused(number, user);
        }
        return true;
    }

    /// <summary>A message came: shown unless it was shown before, and counted in any case.</summary>
    public static void Told(Chat chat, MessageEvent told)
    {
        if (!chat.Seen.Contains(told))
        {
            chat.Print(MessageFormat.Message(told, withTime: chat.IsTerminal));
            // The server keeps it for the next login, and all after it.
            if (!chat.HasReader) return;
            chat.Seen.Add(told);
        }
        chat.Acknowledgements.Count();
    }
}
