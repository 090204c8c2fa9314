using System.Diagnostics;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>The usage and the help of every command, and the words about commands that were not done.</summary>
internal static class CommandWords
{
    private static readonly Dictionary<string, (string Usage, string Help)> Commands = new(StringComparer.Ordinal)
    {
        ["message"] = ("message USER TEXT", "send TEXT to USER, now or at the next login"),
        ["broadcast"] = ("broadcast TEXT", "send TEXT to all who are online"),
        ["whoelse"] = ("whoelse", "list the others who are online"),
        ["whoelsesince"] = ("whoelsesince SECONDS", "list the others who were online in the past SECONDS"),
        ["block"] = ("block USER", "hide from USER and refuse what USER sends"),
        ["unblock"] = ("unblock USER", "end a block"),
        ["startprivate"] = ("startprivate USER", "ask USER for a private chat"),
        ["y"] = ("y", "accept the private chat that is asked for"),
        ["n"] = ("n", "decline the private chat that is asked for"),
        ["accept"] = ("accept USER", "accept the private chat that USER asks for"),
        ["decline"] = ("decline USER", "decline the private chat that USER asks for"),
        ["private"] = ("private USER TEXT", "send TEXT to USER directly, not through the server"),
        ["stopprivate"] = ("stopprivate USER", "end the private chat with USER"),
        ["passwd"] = ("passwd", "change your password: asks for the present one and for the new one"),
        ["logout"] = ("logout", "log out and end"),
        ["help"] = ("help [COMMAND]", "show this, or the usage of one command"),
    };

    /// <summary>More of a word that is no command is not repeated.</summary>
    private const int MostOfWord = 40;

    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(CommandNotice notice) => notice switch
    {
        CommandList list => HelpOf(list.Commands),
        CommandHelp help => HelpOf([help.Command]),
        WrongArguments wrong => $"Usage: {Commands[wrong.Command].Usage}",
        UnknownCommand { Nearest: { } nearest } unknown => $"Error: unknown command \"{Inert.Text(unknown.Word)}\"; did you mean \"{Inert.Text(nearest)}\"?",
        UnknownCommand unknown => $"Error: unknown command \"{Inert.Text(Shortened(unknown.Word))}\"; type help for the commands",
        CommandRefused { Fault: CommandFault.NotConnected } => "Error: not connected to the server",
        CommandRefused { Fault: CommandFault.TextTooLong } => "Error: the text is longer than 10,000 bytes",
        CommandRefused { Fault: CommandFault.UnknownUser } => "Error: there is no such user",
        CommandRefused { Fault: CommandFault.OutboxFull } => "Error: too many messages are waiting to be sent already; this one was not taken",
        ServerRefusal refusal => $"Error: {Inert.Text(refusal.Text)}",
        CommandUnanswered { Command: "broadcast" } => "Error: the connection was lost; it is not known whether the broadcast went out",
        CommandUnanswered { Command: "passwd" } => "Error: the connection was lost; it is not known whether the password was changed",
        CommandUnanswered unanswered => $"Error: the connection was lost before {Inert.Text(unanswered.Command)} was answered",
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    private static string HelpOf(IReadOnlyList<string> commands)
    {
        int width = commands.Max(command => Commands[command].Usage.Length);
        return string.Join('\n', commands.Select(command => $"{Commands[command].Usage.PadRight(width)}  {Commands[command].Help}"));
    }

    private static string Shortened(string word) => word.Length <= MostOfWord ? word : $"{word.AsSpan(0, MostOfWord)}...";
}
