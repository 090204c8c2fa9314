using System.Buffers;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>Reads the arguments of commands, the same way for all of them.</summary>
internal static class Arguments
{
    /// <summary>What separates a command from its arguments.</summary>
    public static readonly char[] Blanks = [' ', '\t'];

    /// <summary>True when there are none.</summary>
    public static bool AreNone(string arguments) => string.IsNullOrWhiteSpace(arguments);

    /// <summary>Exactly one word.</summary>
    public static bool TryWord(string arguments, out string word)
    {
        word = arguments.Trim(Blanks);
        return word.Length > 0 && word.AsSpan().IndexOfAny(Blanks) < 0;
    }

    /// <summary>A user and a text: everything after the one blank that follows the user, kept exactly, and not only blanks.</summary>
    public static bool TryUserAndText(string arguments, out string user, out string text)
    {
        string given = arguments.TrimStart(Blanks);
        int end = given.AsSpan().IndexOfAny(Blanks);
        user = end < 0 ? given : given[..end];
        text = end < 0 ? "" : given[(end + 1)..];
        return user.Length > 0 && IsText(text);
    }

    /// <summary>Something other than blanks.</summary>
    public static bool IsText(string text) => !string.IsNullOrWhiteSpace(text);

    /// <summary>Refuses a text over the limit here, as the server would; true when it was refused.</summary>
    public static bool RefusesText(Answer answer, string text)
    {
        if (!AccountRules.IsTooLong(text)) return false;
        answer.End(new CommandRefused(answer.Command, CommandFault.TextTooLong));
        return true;
    }

    /// <summary>
    /// Refuses a name here that no account can have, of which the server need see only that a command was given;
    /// true when it was refused.
    /// </summary>
    public static bool RefusesUser(Chat chat, Answer answer, string user)
    {
        if (AccountRules.IsName(user)) return false;
        chat.Active();
        answer.End(new CommandRefused(answer.Command, CommandFault.UnknownUser));
        return true;
    }
}
