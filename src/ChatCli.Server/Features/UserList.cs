using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Answers a request with user names, sorted, in as many lines as they need.</summary>
internal static class UserList
{
    /// <summary>So many names fit in a line even when every character is escaped.</summary>
    public const int NamesALine = 500;

    /// <summary>Sorting more takes too long for a poll thread.</summary>
    private const int SortHere = 1000;

    public static ValueTask<Refusal?> AnswerAsync(ClientChannel channel, long id, List<string> names)
    {
        if (names.Count > SortHere) return AnswerElsewhereAsync(channel, id, names);
        Answer(channel, id, names);
        return default;
    }

    private static async ValueTask<Refusal?> AnswerElsewhereAsync(ClientChannel channel, long id, List<string> names)
    {
        await Task.Yield();
        Answer(channel, id, names);
        return null;
    }

    private static void Answer(ClientChannel channel, long id, List<string> names)
    {
        using var batch = SendBatch.Begin();
        names.Sort(StringComparer.Ordinal);
        int sent = 0;
        do
        {
            string[] some = [.. names.Skip(sent).Take(NamesALine)];
            sent += some.Length;
            channel.Answer(new UsersReply(id, some, More: sent < names.Count));
        }
        while (sent < names.Count);
    }
}
