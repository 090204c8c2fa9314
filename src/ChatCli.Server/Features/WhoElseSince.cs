using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Lists the other users who were online within a time before now and do not hide from the caller.</summary>
internal sealed class WhoElseSinceHandler(ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, WhoElseSinceRequest request)
    {
        if (request.Seconds < 0) return new(Refusal.BadRequest);
        // More than a TimeSpan holds is more than any server has run.
        TimeSpan since = request.Seconds < (long)TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(request.Seconds) : TimeSpan.MaxValue;
        return UserList.AnswerAsync(channel, request.Id, hub.ListSince(channel.User, since));
    }
}
