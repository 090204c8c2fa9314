using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Features;

/// <summary>Ends a block.</summary>
internal sealed class UnblockHandler(UserDirectory users, ChatHub hub, IChatStore store)
{
    public async ValueTask<Refusal?> HandleAsync(ClientChannel channel, UnblockRequest request)
    {
        User caller = channel.User;
        if (!users.TryFindOther(caller, request.User, out User? user, out Refusal? refusal)) return refusal;
        if (!hub.SetBlock(caller, user, isBlocked: false)) return Refusal.NotBlocked;
        if (!await store.RemoveBlockAsync(new StoredBlock(caller.Name, user.Name)))
        {
            hub.SetBlock(caller, user, isBlocked: true);
            return Refusal.NotStored;
        }
        channel.Ok(request.Id);
        return null;
    }
}
