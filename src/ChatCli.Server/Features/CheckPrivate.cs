using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Features;

/// <summary>Says whether a private command to a user would be refused.</summary>
internal sealed class CheckPrivateHandler(PrivateTargets targets)
{
    public ValueTask<Refusal?> HandleAsync(Session session, CheckPrivateRequest request)
    {
        if (!targets.TryFind(session.User, request.User, out _, out Refusal? refusal)) return new(refusal);
        session.Ok(request.Id);
        return default;
    }
}
