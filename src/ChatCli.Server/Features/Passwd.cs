using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Changes the caller's password.</summary>
internal sealed class PasswdHandler(IAccountStore accounts, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, PasswdRequest request) =>
        ScramVerifier.TryParse(request.Verifier, out ScramVerifier? verifier)
            ? ChangeAsync(channel, request.Id, verifier)
            : new(Refusal.InvalidVerifier);

    private async ValueTask<Refusal?> ChangeAsync(ClientChannel channel, long id, ScramVerifier verifier)
    {
        (StoredToken? token, bool isVoid) = await hub.WithdrawTokenAsync(channel);
        if (!isVoid || !await accounts.SetVerifierAsync(channel.User.Name, verifier))
        {
            hub.GiveBackToken(channel, token);
            return Refusal.PasswordNotStored;
        }
        if (await hub.RenewTokenAsync(channel) is { } renewed) channel.Answer(new PasswdReply(id, renewed));
        return null;
    }
}
