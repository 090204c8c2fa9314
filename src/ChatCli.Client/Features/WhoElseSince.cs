using System.Globalization;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>whoelsesince SECONDS</c></summary>
internal static class WhoElseSince
{
    /// <summary>The greatest whole number that every JSON reader keeps exactly (RFC 8259, section 6).</summary>
    private const long MaxSeconds = 1L << 53;

    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryWord(arguments, out string word) || !TrySeconds(word, out long seconds)) return false;
        // {"type":"whoelsesince","id":7,"seconds":60}
        chat.Ask(answer, new WhoElseSinceRequest(chat.Server.NextId(), seconds), WhoElse.List(answer, seconds));
        return true;
    }

    /// <summary>Digits only, of any length; more than fits means the greatest that does.</summary>
    internal static bool TrySeconds(string word, out long seconds)
    {
        seconds = 0;
        if (word.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        seconds = long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed)
            ? Math.Min(parsed, MaxSeconds)
            : MaxSeconds;
        return true;
    }
}
