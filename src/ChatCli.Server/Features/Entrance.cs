using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Lets a client process in: finds what was taken of it, and has its stored messages sent before its next request is handled.</summary>
internal sealed class Entrance(IChatStore store, TakenJournal journal)
{
    /// <summary>Joins the hub by one of its ways.</summary>
    public async ValueTask<Refusal?> EnterAsync(
        User user, ClientChannel channel, long requestId, Func<User, ClientChannel, SenderInstance, long, Refusal?> join)
    {
        // Without a channel: who is online would not be waited for, but refused.
        if (user.Channel is null) await user.Requests;
        SenderInstance instance = user.Instance is { } last && last.Id == channel.Instance
            ? last
            : await ReadAsync(user.Name, channel.Instance);
        if (join(user, channel, instance, requestId) is { } refusal) return refusal;
        await user.Mailbox.CatchUpAsync();
        return null;
    }

    private async ValueTask<SenderInstance> ReadAsync(string user, string instance)
    {
        await journal.FlushAsync();
        return new SenderInstance(user, instance, await store.ListTakenAsync(user, instance));
    }
}
