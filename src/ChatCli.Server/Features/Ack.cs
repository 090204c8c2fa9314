using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Takes an acknowledgement; the senders get their receipts from it. Hot path.</summary>
internal sealed class AckHandler
{
    public static ValueTask<Refusal?> HandleAsync(ClientChannel channel, AckRequest request)
    {
        if (request.Count < 0) return new(Refusal.BadRequest);
        channel.User.Mailbox.Acknowledge(channel.Outbound, request.Count);
        return default;
    }
}
