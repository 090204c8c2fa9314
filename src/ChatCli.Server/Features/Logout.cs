using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Logs the caller out. Everything asked before has been handled.</summary>
internal sealed class LogoutHandler(ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, LogoutRequest request)
    {
        hub.LogOut(channel);
        channel.Ok(request.Id);
        channel.End();
        return default;
    }
}
