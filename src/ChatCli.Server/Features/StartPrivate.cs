using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Asks a user for a private session.</summary>
internal sealed class StartPrivateHandler(PrivateTargets targets, PrivateAsks asks)
{
    public ValueTask<Refusal?> HandleAsync(Session session, StartPrivateRequest request)
    {
        if (request.Port is < 1 or > 65535 || !Fingerprint.TryParse(request.Key, out Fingerprint? key)) return new(Refusal.BadRequest);
        if (!targets.TryFind(session.User, request.User, out User? user, out Refusal? refusal)) return new(refusal);
        return new(asks.Add(session, user, request, key));
    }
}
