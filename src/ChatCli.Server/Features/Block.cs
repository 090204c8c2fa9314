using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Hides the caller from a user.</summary>
internal sealed class BlockHandler(UserDirectory users, ChatHub hub, IChatStore store)
{
    public async ValueTask<Refusal?> HandleAsync(ClientChannel channel, BlockRequest request)
    {
        User caller = channel.User;
        if (!users.TryFindOther(caller, request.User, out User? user, out Refusal? refusal)) return refusal;
        if (!hub.SetBlock(caller, user, isBlocked: true)) return Refusal.AlreadyBlocked;
        if (!await store.AddBlockAsync(new StoredBlock(caller.Name, user.Name)))
        {
            hub.SetBlock(caller, user, isBlocked: false);
            return Refusal.NotStored;
        }
        channel.Ok(request.Id);
        return null;
    }
}
