using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Lists the other online users who do not hide from the caller.</summary>
internal sealed class WhoElseHandler(ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, WhoElseRequest request) =>
        UserList.AnswerAsync(channel, request.Id, hub.ListOnline(channel.User));
}
