using System.Text.Json.Serialization.Metadata;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>How a reconnect ended.</summary>
/// <param name="Link">After its welcome; null when the server refuses this user for good.</param>
/// <param name="Token">The new <see cref="WelcomeReply.Token"/>.</param>
/// <param name="Refusal">The server's words, when it refuses.</param>
internal sealed record ReconnectResult(ServerLink? Link, string Token, string? Refusal = null);

/// <summary>Takes the user's own session over on a new connection, trying until the server has said yes or no. Knows no screen.</summary>
/// <param name="connector">Connects to the server.</param>
/// <param name="name">The account.</param>
/// <param name="password">Its password, for a token that is void.</param>
/// <param name="time">The clock.</param>
internal sealed class Reconnect(ServerConnector connector, string name, string password, TimeProvider time)
{
    /// <summary>Tries for as long as it takes; the first wait has begun when this returns its task.</summary>
    public async Task<ReconnectResult> RunAsync(string token, RetrySchedule schedule, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(schedule.Next(), time, cancellation);
            (ServerLink? link, _) = await connector.ConnectAsync(cancellation);
            if (link is null) continue;
            switch (await TakeOverAsync(link, token, cancellation))
            {
                case WelcomeReply welcome:
                    return new ReconnectResult(link, welcome.Token);
                case ErrorReply { Code: not (ErrorCode.NotStored or ErrorCode.LoginTimeout or ErrorCode.SlowDown) } error:
                    link.Close();
                    return new ReconnectResult(null, token, error.Text);
                default:
                    // Lost again, or something that passes.
                    link.Close();
                    break;
            }
        }
    }

    private async Task<IReply?> TakeOverAsync(ServerLink link, string token, CancellationToken cancellation)
    {
        // {"type":"resume","id":8,"name":"ann","token":"..."}
        var resume = new ResumeRequest(connector.Instance.NextId(), name, token);
        IReply? reply = await AskAsync(link, resume, WireJson.Default.ResumeRequest, cancellation);
        if (reply is not ErrorReply { Code: ErrorCode.InvalidToken }) return reply;
        // {"type":"login","id":9,"name":"ann","password":"..."}
        var login = new LoginRequest(connector.Instance.NextId(), name, password);
        return await AskAsync(link, login, WireJson.Default.LoginRequest, cancellation);
    }

    private Task<IReply?> AskAsync<T>(ServerLink link, T request, JsonTypeInfo<T> contract, CancellationToken cancellation) where T : IRequest
    {
        link.Send(request, contract);
        return connector.ReplyAsync(link, request.Id, cancellation);
    }
}
