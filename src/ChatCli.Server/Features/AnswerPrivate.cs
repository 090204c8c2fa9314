using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Accepts or declines a private chat.</summary>
internal sealed class AnswerPrivateHandler(UserDirectory users, PrivateAsks asks)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, AnswerPrivateRequest request)
    {
        Fingerprint? key = null;
        if (request.Accept && (request.Port is < 1 or > 65535 || !Fingerprint.TryParse(request.Key, out key))) return new(Refusal.BadRequest);
        return new(users.TryFind(request.User, out User? asker) ? asks.Answer(channel, asker, request, key) : Refusal.NotAsked);
    }
}
