using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Lets a client process take its own session over. It is no password try, and works while the name is blocked.</summary>
internal sealed class ResumeHandler(UserDirectory users, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, ResumeRequest request)
    {
        if (!users.TryFind(request.Name, out User? user) || !ResumeToken.Fits(user.Token, channel.Instance, request.Token))
            return new(Refusal.InvalidToken);
        return TakeOverAsync(channel, request, user);
    }

    private async ValueTask<Refusal?> TakeOverAsync(ClientChannel channel, ResumeRequest request, User user)
    {
        while (true)
        {
            if (user.Channel is { } earlier)
            {
                // What it sent last is either handled before the new connection's first request or never.
                earlier.GiveWay();
                await earlier.RequestsEnded;
                hub.LinkEnded(earlier);
            }
            Refusal? refusal = await entrance.EnterAsync(
                user, channel, request.Id, (user, channel, instance, id) => hub.Resume(user, channel, instance, request.Token, id));
            // Another connection of the same process was faster, and is older now.
            if (refusal != Refusal.AlreadyOnline) return refusal;
        }
    }
}
