using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Accepts or declines a private session.</summary>
internal sealed class AnswerPrivateHandler(UserDirectory users, PrivateAsks asks)
{
    public ValueTask<Refusal?> HandleAsync(Session session, AnswerPrivateRequest request)
    {
        Fingerprint? key = null;
        if (request.Accept && (request.Port is < 1 or > 65535 || !Fingerprint.TryParse(request.Key, out key))) return new(Refusal.BadRequest);
        return new(users.TryFind(request.User, out User? asker) ? asks.Answer(session, asker, request, key) : Refusal.NotAsked);
    }
}
