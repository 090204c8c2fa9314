using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Says whether a name has an account.</summary>
internal sealed class AccountHandler(UserDirectory users)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, AccountRequest request)
    {
        if (!AccountRules.IsName(request.Name)) return new(Refusal.InvalidName);
        channel.Answer(new AccountReply(request.Id, users.TryFind(request.Name, out _)));
        return default;
    }
}
