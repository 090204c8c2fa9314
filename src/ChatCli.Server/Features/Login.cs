using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Logs a user in who knows the password.</summary>
internal sealed class LoginHandler(UserDirectory users, IAccountStore accounts, LoginThrottle throttle, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, LoginRequest request)
    {
        if (!users.TryFind(request.Name, out User? user)) return new(Refusal.UnknownUser);
        Refusal? refusal = throttle.Judge(request.Name, accounts.Verify(request.Name, request.Password));
        // Only who knows the password may learn that the name is in use.
        if (refusal is null) return entrance.EnterAsync(user, session, request.Id, hub.Join);
        if (refusal.Code != ErrorCode.AccountBlocked) return new(refusal);
        session.Refuse(request.Id, refusal);
        session.End();
        return default;
    }
}
