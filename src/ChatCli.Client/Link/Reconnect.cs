using ChatCli.Client.Notices;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>How a reconnect ended.</summary>
/// <param name="Link">After its welcome; null when there will be none.</param>
/// <param name="Refusal">Why not.</param>
internal sealed record ReconnectResult(ServerLink? Link, Notice? Refusal = null);

/// <summary>Resumes the user's session on a new connection, trying until the server has said yes or no. Knows no screen.</summary>
/// <param name="connector">Connects to the server.</param>
/// <param name="authentication">Logs in where the token is void.</param>
/// <param name="secret">Logs the user in.</param>
/// <param name="time">The clock.</param>
internal sealed class Reconnect(ServerConnector connector, Authentication authentication, LoginSecret secret, TimeProvider time)
{
    /// <summary>Tries for as long as it takes; the first wait has begun when this returns its task.</summary>
    public async Task<ReconnectResult> RunAsync(RetrySchedule schedule, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(schedule.Next(), time, cancellation);
            ConnectResult connected = await connector.ConnectAsync(cancellation);
            if (connected.IsFinal) return new ReconnectResult(null, connected.Problem);
            if (connected.Link is not { } link) continue;
            AuthenticationResult result = await ResumeOrLogInAsync(link, cancellation);
            if (result.Reply is WelcomeReply) return new ReconnectResult(link);
            link.Close();
            if (result.Fault is not null) return new ReconnectResult(null, result.Fault);
            // Anything else: lost again, or something that passes.
            if (result.Reply is ErrorReply { Code: not (ErrorCode.NotStored or ErrorCode.LoginTimeout or ErrorCode.SlowDown) } error)
                return new ReconnectResult(null, new LoginRefused(error.Code, error.Text));
        }
    }

    private async Task<AuthenticationResult> ResumeOrLogInAsync(ServerLink link, CancellationToken cancellation)
    {
        IReply? reply = await ResumeAsync(link, secret.Token, cancellation);
        if (reply is ErrorReply { Code: ErrorCode.InvalidToken } && secret.PreviousToken.Length > 0)
            reply = await ResumeAsync(link, secret.PreviousToken, cancellation);
        if (reply is WelcomeReply welcome)
        {
            secret.Token = welcome.Token;
            secret.Withdraw();
        }
        if (reply is not ErrorReply { Code: ErrorCode.InvalidToken }) return new AuthenticationResult(reply);
        AuthenticationResult result = await authentication.LogInAsync(link, secret, cancellation);
        if (result.Reply is WelcomeReply) secret.Withdraw();
        // The link may have been lost while the password was being changed.
        bool mayBeOther = result.Reply is ErrorReply { Code: ErrorCode.WrongPassword } && secret.TryAdopt();
        return mayBeOther ? await authentication.LogInAsync(link, secret, cancellation) : result;
    }

    private Task<IReply?> ResumeAsync(ServerLink link, string token, CancellationToken cancellation)
    {
        // {"type":"resume","id":8,"name":"ann","token":"..."}
        var resume = new ResumeRequest(connector.Instance.NextId(), secret.Name, token);
        link.Send(resume);
        return connector.ReplyAsync(link, resume.Id, cancellation);
    }
}
