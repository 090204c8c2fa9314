using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Delivers a message to one user, now or at the next login. Hot path.</summary>
internal sealed class MessageHandler(UserDirectory users, TimeProvider time)
{
    public ValueTask<Refusal?> HandleAsync(Session session, MessageRequest request)
    {
        if (Texts.Refuse(request.Text) is { } wrong) return new(wrong);
        User sender = session.User;
        if (!users.TryFindOther(sender, request.To, out User? recipient, out Refusal? refusal)) return new(refusal);
        if (recipient.HasBlocked(sender)) return new(Refusal.Blocked);

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        ValueTask<bool> delivering = recipient.Mailbox.DeliverAsync(sender.Name, request.Text, now);
        if (delivering.IsCompletedSuccessfully) return new(delivering.Result ? null : Refusal.NotStored);
        // The next request need not wait for the disk.
        _ = RefuseLaterAsync(session, request.Id, delivering);
        return default;
    }

    private static async Task RefuseLaterAsync(Session session, long id, ValueTask<bool> delivering)
    {
        if (!await delivering) session.Refuse(id, Refusal.NotStored);
    }
}
