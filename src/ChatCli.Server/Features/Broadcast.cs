using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Sends a text to all other online users who have not blocked the sender. Hot path: it is written once.</summary>
internal sealed class BroadcastHandler(ChatHub hub, MessageRate rate, TimeProvider time)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, BroadcastRequest request)
    {
        if (Texts.Refuse(request.Text) is { } wrong) return new(wrong);
        if (rate.Refuse(channel.User, MessageRate.BroadcastCost) is { } tooFast) return new(tooFast);
        var broadcast = new BroadcastEvent(channel.User.Name, request.Text, time.GetUtcNow().ToUnixTimeMilliseconds());
        bool isComplete = hub.Broadcast(channel.User, FrameWriter.Write(broadcast).Span);
        channel.Answer(new BroadcastReply(request.Id, isComplete));
        return default;
    }
}
