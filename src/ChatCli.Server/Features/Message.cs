using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Takes a message to one user, for now or for the next login. Hot path.</summary>
internal sealed class MessageHandler(UserDirectory users, TimeProvider time)
{
    public ValueTask<Refusal?> HandleAsync(Session session, MessageRequest request)
    {
        if (Texts.Refuse(request.Text) is { } wrong) return new(wrong);
        if (!users.TryFindOther(session.User, request.To, out User? recipient, out Refusal? refusal)) return new(refusal);
        TakenCounter counter = session.Sender.CounterFor(recipient.Name);
        return new(recipient.Mailbox.Take(session.User, counter, request.Id, request.Text, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }
}
