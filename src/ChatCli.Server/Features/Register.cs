using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Connections;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Makes an account and logs it in.</summary>
internal sealed class RegisterHandler(
    UserDirectory users, IAccountStore accounts, AddressThrottle tries, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, RegisterRequest request)
    {
        if (!AccountRules.IsName(request.Name)) return new(Refusal.InvalidName);
        if (!ScramVerifier.TryParse(request.Verifier, out ScramVerifier? verifier)) return new(Refusal.InvalidVerifier);
        if (!tries.TryBegin(ClientAddress.Of(session.RemoteEndPoint), out Refusal? refusal)) return new(refusal);
        return RegisterAsync(session, request, verifier);
    }

    private async ValueTask<Refusal?> RegisterAsync(Session session, RegisterRequest request, ScramVerifier verifier) =>
        await accounts.AddAsync(request.Name, verifier) switch
        {
            AddAccountResult.Added => await entrance.EnterAsync(
                users.AddNew(request.Name), session, request.Id, (user, session, instance, id) => hub.Join(user, session, instance, id)),
            AddAccountResult.Taken => Refusal.NameTaken,
            _ => Refusal.AccountNotStored,
        };
}
