using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Hub;

namespace ChatCli.Server.Features;

/// <summary>Lists the other online users who do not hide from the caller.</summary>
internal sealed class WhoElseHandler(ChatHub hub)
{
    public ValueTask<Refusal?> HandleAsync(Session session, WhoElseRequest request) =>
        UserList.AnswerAsync(session, request.Id, hub.ListOnline(session.User));
}
