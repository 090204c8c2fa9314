using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Says whether a name has an account.</summary>
internal sealed class AccountHandler(UserDirectory users)
{
    public ValueTask<Refusal?> HandleAsync(Session session, AccountRequest request)
    {
        if (!AccountRules.IsName(request.Name)) return new(Refusal.InvalidName);
        session.Answer(new AccountReply(request.Id, users.TryFind(request.Name, out _)));
        return default;
    }
}
