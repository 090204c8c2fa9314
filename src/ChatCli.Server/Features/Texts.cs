using ChatCli.Protocol.Messages;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>The rule for texts, as refusals: the same for messages and broadcasts.</summary>
internal static class Texts
{
    public static Refusal? Refuse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Refusal.EmptyText;
        return AccountRules.IsTooLong(text) ? Refusal.TextTooLong : null;
    }
}
