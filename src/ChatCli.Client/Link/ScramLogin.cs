using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Link;

/// <summary>Logs in over a link without giving the password away. Knows no screen.</summary>
internal static class ScramLogin
{
    /// <summary>The answer to the login; null when the link is lost, or when the server does not prove that it knows the account.</summary>
    public static async Task<IReply?> RunAsync(ServerConnector connector, ServerLink link, string name, string password, CancellationToken cancellation)
    {
        var exchange = new ScramClient(name, link.ChannelBinding);
        // {"type":"login","id":3,"mechanism":"SCRAM-SHA-256","data":"n,,n=ann,r=..."}
        var login = new LoginRequest(connector.Instance.NextId(), exchange.Mechanism, exchange.FirstMessage);
        link.Send(login, WireJson.Default.LoginRequest);
        IReply? reply = await connector.ReplyAsync(link, login.Id, cancellation);
        if (reply is not ChallengeReply challenge) return reply;
        if (exchange.ReadChallenge(challenge.Data) is not null) return null;

        ScramKeys keys = await Task.Run(() => ScramKeys.Derive(password, exchange.Salt, exchange.Iterations), cancellation);
        // {"type":"response","id":4,"data":"c=...,r=...,p=..."}
        var response = new ResponseRequest(connector.Instance.NextId(), exchange.Respond(keys));
        link.Send(response, WireJson.Default.ResponseRequest);
        reply = await connector.ReplyAsync(link, response.Id, cancellation);
        return reply is WelcomeReply welcome && exchange.Check(welcome.Data) is not null ? null : reply;
    }
}
