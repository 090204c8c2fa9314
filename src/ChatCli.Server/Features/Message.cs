using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Takes a message to one user, for now or for the next login. Hot path.</summary>
internal sealed class MessageHandler(UserDirectory users, MessageRate rate, TimeProvider time)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, MessageRequest request)
    {
        // Every number at or below the highest one taken is a message that was sent again: these would be swallowed.
        if (request.Id <= 0) return new(Refusal.BadRequest);
        if (Texts.Refuse(request.Text) is { } wrong) return new(wrong);
        // The person gave the command once, however often the client sends it.
        if (channel.Sender.TryAdvance(request.Id)) channel.IdleClock?.Restart();
        if (!users.TryFindOther(channel.User, request.To, out User? recipient, out Refusal? refusal)) return new(refusal);
        TakenCounter counter = channel.Sender.CounterFor(recipient.Name);
        return new(recipient.Mailbox.Take(channel.User, counter, request.Id, request.Text, time.GetUtcNow().ToUnixTimeMilliseconds(), rate));
    }
}
