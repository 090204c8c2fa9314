using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Accepts or declines a private session.</summary>
internal sealed class AnswerPrivateHandler(UserDirectory users, PrivateAsks asks)
{
    public ValueTask<Refusal?> HandleAsync(Session session, AnswerPrivateRequest request)
    {
        if (request.Accept && request.Port is < 1 or > 65535) return new(Refusal.BadRequest);
        return new(users.TryFind(request.User, out User? asker) ? asks.Answer(session, asker, request) : Refusal.NotAsked);
    }
}
