using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Features;

/// <summary>Takes an acknowledgement; the senders get their receipts from it. Hot path.</summary>
internal sealed class AckHandler
{
    public static ValueTask<Refusal?> HandleAsync(Session session, AckRequest request)
    {
        if (request.Count < 0) return new(Refusal.BadRequest);
        session.User.Mailbox.Acknowledge(session.Outbound, request.Count);
        return default;
    }
}
