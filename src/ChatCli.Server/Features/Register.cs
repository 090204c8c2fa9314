using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Makes an account and logs it in.</summary>
internal sealed class RegisterHandler(
    UserDirectory users, IAccountStore accounts, AddressThrottle tries, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, RegisterRequest request)
    {
        if (!AccountRules.IsName(request.Name)) return new(Refusal.InvalidName);
        if (!ScramVerifier.TryParse(request.Verifier, out ScramVerifier? verifier)) return new(Refusal.InvalidVerifier);
        if (!tries.TryBegin(ClientAddress.Of(channel.RemoteEndPoint), out Refusal? refusal)) return new(refusal);
        return RegisterAsync(channel, request, verifier);
    }

    private async ValueTask<Refusal?> RegisterAsync(ClientChannel channel, RegisterRequest request, ScramVerifier verifier) =>
        await accounts.AddAsync(request.Name, verifier) switch
        {
            AddAccountResult.Added => await entrance.EnterAsync(
                users.AddNew(request.Name), channel, request.Id, (user, channel, instance, id) => hub.Join(user, channel, instance, id)),
            AddAccountResult.Taken => Refusal.NameTaken,
            _ => Refusal.AccountNotStored,
        };
}
