using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Asks a user for a private chat.</summary>
internal sealed class StartPrivateHandler(PrivateTargets targets, PrivateAsks asks)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, StartPrivateRequest request)
    {
        if (request.Port is < 1 or > 65535 || !Fingerprint.TryParse(request.Key, out Fingerprint? key)) return new(Refusal.BadRequest);
        if (!targets.TryFind(channel.User, request.User, out User? user, out Refusal? refusal)) return new(refusal);
        return new(asks.Add(channel, user, request, key));
    }
}
