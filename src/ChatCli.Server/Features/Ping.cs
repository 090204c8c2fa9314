using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Features;

/// <summary>Answers: both sides know by it that the link is alive.</summary>
internal sealed class PingHandler
{
    public static ValueTask<Refusal?> HandleAsync(Session session, PingRequest request)
    {
        session.Ok(request.Id);
        return default;
    }
}
