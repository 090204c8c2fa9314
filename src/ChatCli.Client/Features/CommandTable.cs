using ChatCli.Client.Notices;
using ChatCli.Client.Words;

namespace ChatCli.Client.Features;

/// <summary>Every command: one row each, in the order in which help lists them.</summary>
internal static class CommandTable
{
    private const int FarthestSuggestion = 2;

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Command> Rows { get; } =
    [
        new("message", "message USER TEXT", "send TEXT to USER, now or at the next login", Message.Run),
        new("broadcast", "broadcast TEXT", "send TEXT to all who are online", Broadcast.Run),
        new("whoelse", "whoelse", "list the others who are online", WhoElse.Run),
        new("whoelsesince", "whoelsesince SECONDS", "list the others who were online in the past SECONDS", WhoElseSince.Run),
        new("block", "block USER", "hide from USER and refuse what USER sends", Block.Run),
        new("unblock", "unblock USER", "end a block", Unblock.Run),
        new("startprivate", "startprivate USER", "ask USER for a private chat", StartPrivate.Run),
        new("y", "y", "accept the private chat that is asked for", AnswerPrivate.Yes) { IsThere = AnswerPrivate.SomebodyAsks },
        new("n", "n", "decline the private chat that is asked for", AnswerPrivate.No) { IsThere = AnswerPrivate.SomebodyAsks },
        new("accept", "accept USER", "accept the private chat that USER asks for", AnswerPrivate.Accept),
        new("decline", "decline USER", "decline the private chat that USER asks for", AnswerPrivate.Decline),
        new("private", "private USER TEXT", "send TEXT to USER directly, not through the server", Private.Run),
        new("stopprivate", "stopprivate USER", "end the private chat with USER", StopPrivate.Run),
        new("passwd", "passwd", "change your password: asks for the present one and for the new one", Passwd.Run),
        new("logout", "logout", "log out and end", Logout.Run),
        new("help", "help [COMMAND]", "show this, or the usage of one command", Help.Run),
    ];

    /// <summary>The command of a name, whether or not it is there now.</summary>
    public static Command? Find(string name) => Rows.FirstOrDefault(row => row.Name == name);

    /// <summary>Runs one line that the person gave.</summary>
    public static void Run(Chat chat, string line)
    {
        string given = line.TrimStart(Arguments.Blanks);
        if (string.IsNullOrWhiteSpace(given)) return;
        if (given[0] == '/' && given.Length > 1) given = given[1..];

        int end = given.AsSpan().IndexOfAny(Arguments.Blanks);
        string word = end < 0 ? given : given[..end];
        string arguments = end < 0 ? "" : given[(end + 1)..];

        Answer answer = chat.Answers.Begin();
        if (Find(word) is not { } command || !command.IsThere(chat)) answer.End(MessageFormat.UnknownCommand(word, Nearest(chat, word)));
        else if (!command.Run(chat, answer, arguments)) answer.End(MessageFormat.Usage(command.Usage));
    }

    /// <summary>The command that the person may have meant, if one is near.</summary>
    public static string? Nearest(Chat chat, string word)
    {
        string? nearest = null;
        int least = Math.Min(FarthestSuggestion, word.Length - 1) + 1;
        foreach (Command row in Rows)
        {
            if (Math.Abs(row.Name.Length - word.Length) >= least || !row.IsThere(chat)) continue;
            int distance = EditDistance(word, row.Name);
            if (distance >= least || distance >= row.Name.Length) continue;
            (nearest, least) = (row.Name, distance);
        }
        return nearest;
    }

    /// <summary>How many letters must be changed, added, removed or swapped with the next one.</summary>
    private static int EditDistance(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= to.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int change = from[i - 1] == to[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(cost[i - 1, j - 1] + change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[from.Length, to.Length];
    }
}
