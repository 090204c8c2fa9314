using ChatCli.Client.Notices;
using ChatCli.Client.Words;

namespace ChatCli.Client.Features;

/// <summary><c>help [COMMAND]</c></summary>
internal static class Help
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (Arguments.AreNone(arguments))
        {
            int width = CommandTable.Rows.Max(row => row.Usage.Length);
            foreach (Command row in CommandTable.Rows) answer.Line($"{row.Usage.PadRight(width)}  {row.Help}");
        }
        else if (!Arguments.TryWord(arguments, out string name))
        {
            return false;
        }
        else if (CommandTable.Find(name.TrimStart('/')) is { } command)
        {
            answer.Line($"{command.Usage}  {command.Help}");
        }
        else
        {
            answer.Line(MessageFormat.UnknownCommand(name, CommandTable.Nearest(chat, name)));
        }
        chat.Active();
        answer.End();
        return true;
    }
}
