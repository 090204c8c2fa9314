using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Sends a text to all other online users who have not blocked the sender. Hot path: it is written once.</summary>
internal sealed class BroadcastHandler(ChatHub hub, MessageRate rate, TimeProvider time)
{
    public ValueTask<Refusal?> HandleAsync(Session session, BroadcastRequest request)
    {
        if (Texts.Refuse(request.Text) is { } wrong) return new(wrong);
        if (rate.Refuse(session.User, MessageRate.BroadcastCost) is { } tooFast) return new(tooFast);
        var broadcast = new BroadcastEvent(session.User.Name, request.Text, time.GetUtcNow().ToUnixTimeMilliseconds());
        bool isComplete = hub.Broadcast(session.User, FrameWriter.Write(broadcast).Span);
        session.Answer(new BroadcastReply(request.Id, isComplete));
        return default;
    }
}
