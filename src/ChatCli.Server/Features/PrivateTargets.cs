using System.Diagnostics.CodeAnalysis;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Whom a private command may name. The block is checked before presence: the answer must not tell whether a blocker is online.</summary>
internal sealed class PrivateTargets(UserDirectory users, ChatHub hub)
{
    public bool TryFind(User caller, string name, [NotNullWhen(true)] out User? user, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (!users.TryFindOther(caller, name, out user, out refusal)) return false;
        if (user.HasBlocked(caller)) refusal = Refusal.Blocked;
        else if (!hub.IsOnline(user)) refusal = Refusal.Offline;
        return refusal is null;
    }
}
