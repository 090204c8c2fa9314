using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Answers: both sides know by it that the link is alive.</summary>
internal sealed class PingHandler
{
    public static ValueTask<Refusal?> HandleAsync(ClientChannel channel, PingRequest request)
    {
        channel.Ok(request.Id);
        return default;
    }
}
