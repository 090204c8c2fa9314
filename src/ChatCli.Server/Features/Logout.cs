using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Logs the caller out. Everything asked before has been handled.</summary>
internal sealed class LogoutHandler(ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, LogoutRequest request)
    {
        hub.LogOut(session);
        session.Ok(request.Id);
        session.End();
        return default;
    }
}
