using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary><c>help [COMMAND]</c></summary>
internal static class Help
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        bool isOfAll = Arguments.AreNone(arguments);
        if (!Arguments.TryWord(arguments, out string name) && !isOfAll) return false;
        chat.Active();
        answer.End(isOfAll ? new CommandList([.. CommandTable.Rows.Select(row => row.Name)])
            : CommandTable.Find(name.TrimStart('/')) is { } command ? new CommandHelp(command.Name)
            : new UnknownCommand(name, CommandTable.Nearest(chat, name)));
        return true;
    }
}
