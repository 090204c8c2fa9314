using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary>Every command: one row each, in the order in which help lists them.</summary>
internal static class CommandTable
{
    private const int FarthestSuggestion = 2;

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Command> Rows { get; } =
    [
        new("message", Message.Run),
        new("broadcast", Broadcast.Run),
        new("whoelse", WhoElse.Run),
        new("whoelsesince", WhoElseSince.Run),
        new("block", Block.Run),
        new("unblock", Unblock.Run),
        new("startprivate", StartPrivate.Run),
        new("y", AnswerPrivate.Yes) { IsThere = AnswerPrivate.SomebodyAsks },
        new("n", AnswerPrivate.No) { IsThere = AnswerPrivate.SomebodyAsks },
        new("accept", AnswerPrivate.Accept),
        new("decline", AnswerPrivate.Decline),
        new("private", Private.Run),
        new("stopprivate", StopPrivate.Run),
        new("passwd", Passwd.Run),
        new("logout", Logout.Run),
        new("help", Help.Run),
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

        Answer answer = chat.Answers.Begin(word);
        if (Find(word) is not { } command || !command.IsThere(chat)) answer.End(new UnknownCommand(word, Nearest(chat, word)));
        else if (!command.Run(chat, answer, arguments)) answer.End(new WrongArguments(command.Name));
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
