using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Lets a client process take its own session over. It is no password try, and works while the name is blocked.</summary>
internal sealed class ResumeHandler(UserDirectory users, Entrance entrance, ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, ResumeRequest request)
    {
        if (!users.TryFind(request.Name, out User? user) || !ResumeToken.Fits(user.Token, session.Instance, request.Token))
            return new(Refusal.InvalidToken);
        return TakeOverAsync(session, request, user);
    }

    private async ValueTask<Refusal?> TakeOverAsync(Session session, ResumeRequest request, User user)
    {
        while (true)
        {
            if (user.Session is { } earlier)
            {
                // What it sent last is either handled before the new connection's first request or never.
                earlier.GiveWay();
                await earlier.RequestsEnded;
                hub.LinkEnded(earlier);
            }
            Refusal? refusal = await entrance.EnterAsync(
                user, session, request.Id, (user, session, instance, id) => hub.Resume(user, session, instance, request.Token, id));
            // Another connection of the same process was faster, and is older now.
            if (refusal != Refusal.AlreadyOnline) return refusal;
        }
    }
}
