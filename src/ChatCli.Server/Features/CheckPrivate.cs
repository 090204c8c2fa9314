using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Says whether a private command to a user would be refused.</summary>
internal sealed class CheckPrivateHandler(PrivateTargets targets)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, CheckPrivateRequest request)
    {
        if (!targets.TryFind(channel.User, request.User, out _, out Refusal? refusal)) return new(refusal);
        channel.Ok(request.Id);
        return default;
    }
}
