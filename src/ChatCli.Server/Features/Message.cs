using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Takes a message to one user, for now or for the next login. Hot path.</summary>
internal sealed class MessageHandler(UserDirectory users, MessageRate rate, TimeProvider time)
{
    public ValueTask<Refusal?> HandleAsync(Session session, MessageRequest request)
    {
        // Every number at or below the highest one taken is a message that was sent again: these would be swallowed.
        if (request.Id <= 0) return new(Refusal.BadRequest);
        if (Texts.Refuse(request.Text) is { } wrong) return new(wrong);
        // The person gave the command once, however often the client sends it.
        if (session.Sender.TryAdvance(request.Id)) session.IdleClock?.Restart();
        if (!users.TryFindOther(session.User, request.To, out User? recipient, out Refusal? refusal)) return new(refusal);
        TakenCounter counter = session.Sender.CounterFor(recipient.Name);
        return new(recipient.Mailbox.Take(session.User, counter, request.Id, request.Text, time.GetUtcNow().ToUnixTimeMilliseconds(), rate));
    }
}
