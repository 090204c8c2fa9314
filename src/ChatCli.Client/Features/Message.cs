using ChatCli.Client.Notices;
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
            answer.End(chat.Server.IsConnected ? null : new MessageWaits(user, number));
        }
        else
        {
            chat.Active();
            answer.End(new CommandRefused(answer.Command, CommandFault.OutboxFull));
            chat.Receipts.Refused(number, user);
        }
        return true;
    }

    /// <summary>A message came: shown unless it was shown before, and counted in any case.</summary>
    public static void Told(Chat chat, MessageEvent told)
    {
        if (!chat.Seen.Contains(told))
        {
            chat.Show(new MessageReceived(told.From, told.Instance, told.N, told.Text, told.Time, told.Stored));
            // The server keeps it for the next login, and all after it.
            if (!chat.HasReader) return;
            chat.Seen.Add(told);
        }
        chat.Acknowledgements.Count();
    }
}
