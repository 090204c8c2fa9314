using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Makes an account and logs it in.</summary>
internal sealed class RegisterHandler(UserDirectory users, IAccountStore accounts, Instances instances, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, RegisterRequest request)
    {
        if (!AccountRules.IsName(request.Name)) return new(Refusal.InvalidName);
        if (!AccountRules.IsPassword(request.Password)) return new(Refusal.InvalidPassword);
        return RegisterAsync(session, request);
    }

    private async ValueTask<Refusal?> RegisterAsync(Session session, RegisterRequest request) =>
        await accounts.AddAsync(request.Name, request.Password) switch
        {
            AddAccountResult.Added => await JoinAsync(session, request),
            AddAccountResult.Taken => Refusal.NameTaken,
            _ => Refusal.AccountNotStored,
        };

    private async ValueTask<Refusal?> JoinAsync(Session session, RegisterRequest request)
    {
        User user = users.AddNew(request.Name);
        return hub.Join(user, session, await instances.FindAsync(user, session), request.Id);
    }
}
