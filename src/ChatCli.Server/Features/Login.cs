using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Logs a user in who knows the password.</summary>
internal sealed class LoginHandler(UserDirectory users, IAccountStore accounts, LoginThrottle throttle, Instances instances, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, LoginRequest request)
    {
        if (!users.TryFind(request.Name, out User? user)) return new(Refusal.UnknownUser);
        Refusal? refusal = throttle.Judge(request.Name, accounts.Verify(request.Name, request.Password));
        if (refusal is null) return JoinAsync(session, request, user);
        if (refusal.Code != ErrorCode.AccountBlocked) return new(refusal);
        session.Refuse(request.Id, refusal);
        session.End();
        return default;
    }

    /// <summary>Only who knows the password may learn that the name is in use.</summary>
    private async ValueTask<Refusal?> JoinAsync(Session session, LoginRequest request, User user) =>
        hub.Join(user, session, await instances.FindAsync(user, session), request.Id);
}
