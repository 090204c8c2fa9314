using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>Tells the senders to one user what became of their messages. Used under that user's mailbox lock. Hot path.</summary>
internal sealed class SenderNotices(User owner, UserDirectory users)
{
    /// <summary>Says again what became of a message that was taken; nothing yet when that is still open.</summary>
    public void Repeat(TakenCounter counter, long n)
    {
        if (n <= counter.Delivered) Tell(counter.Sender, counter.Instance, n, isDelivered: true);
        else if (n <= counter.Stored) Tell(counter.Sender, counter.Instance, n, isDelivered: false);
    }

    public void Stored(StoredMessage message) => Tell(message.From, message.Instance, message.N, isDelivered: false);

    /// <summary>The owner's client has acknowledged a message; <paramref name="wasStored"/> says whether it was given to the store before.</summary>
    public void Delivered(StoredMessage message, bool wasStored)
    {
        // Somebody whom the owner hides from was told when it was stored, and hears nothing more: the moment would tell too much.
        if (wasStored && owner.Blocked.Contains(message.From)) return;
        Tell(message.From, message.Instance, message.N, isDelivered: true);
    }

    public void NotStored(StoredMessage message) => FindChannel(message.From, message.Instance)?.Refuse(message.N, Refusal.NotStored);

    private void Tell(string sender, string instance, long upTo, bool isDelivered)
    {
        if (FindChannel(sender, instance) is not { } channel) return;
        // To whom the owner hides from, everything looks as if the owner were offline.
        channel.Outbound.EnqueueReceipt(owner.Name, upTo, isDelivered && !owner.HasBlocked(channel.User));
    }

    private ClientChannel? FindChannel(string sender, string instance) =>
        users.TryFind(sender, out User? user) && user.Channel is { } channel && channel.Instance == instance ? channel : null;
}
