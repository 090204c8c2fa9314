using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Changes the caller's password.</summary>
internal sealed class PasswdHandler(IAccountStore accounts, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, PasswdRequest request) =>
        ScramVerifier.TryParse(request.Verifier, out ScramVerifier? verifier)
            ? ChangeAsync(session, request.Id, verifier)
            : new(Refusal.InvalidVerifier);

    private async ValueTask<Refusal?> ChangeAsync(Session session, long id, ScramVerifier verifier)
    {
        (StoredToken? token, bool isVoid) = await hub.WithdrawTokenAsync(session);
        if (!isVoid || !await accounts.SetVerifierAsync(session.User.Name, verifier))
        {
            hub.GiveBackToken(session, token);
            return Refusal.PasswordNotStored;
        }
        if (await hub.RenewTokenAsync(session) is { } renewed) session.Answer(new PasswdReply(id, renewed));
        return null;
    }
}
