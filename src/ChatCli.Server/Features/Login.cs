using ChatCli.Protocol.Messages;
using ChatCli.Server.Connections;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Logs a user in who knows the password.</summary>
internal sealed class LoginHandler(
    UserDirectory users, IAccountStore accounts, AddressThrottle tries, LoginThrottle throttle, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, LoginRequest request)
    {
        if (!users.TryFind(request.Name, out User? user)) return new(Refusal.UnknownUser);
        ClientAddress address = ClientAddress.Of(session.RemoteEndPoint);
        if (!tries.TryBegin(address, out Refusal? refusal)) return new(refusal);
        refusal = throttle.Judge(request.Name, accounts.Verify(request.Name, request.Password));
        if (refusal is null) tries.Forgive(address);
        // Only who knows the password may learn that the name is in use.
        if (refusal is null) return entrance.EnterAsync(user, session, request.Id, hub.Join);
        if (refusal.Code != ErrorCode.AccountBlocked) return new(refusal);
        session.Refuse(request.Id, refusal);
        session.End();
        return default;
    }
}
