using ChatCli.Client.Notices;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Link;

/// <summary>How a log-in or a registration ended.</summary>
/// <param name="Reply">The server's last word; null when the link is lost, or when there is a fault.</param>
/// <param name="Fault">Why the client has broken off: to try again would be no better.</param>
internal sealed record AuthenticationResult(IReply? Reply, Notice? Fault = null);

/// <summary>
/// Logs in over a link without giving the password away, and registers. Client and server prove themselves to each other; what the server has proved is
/// remembered: its key, and how slowly the keys of this password are derived. Knows no screen.
/// </summary>
/// <param name="connector">Waits for replies.</param>
/// <param name="trust">Whose key was accepted; null: not encrypted.</param>
/// <param name="recordOf">What is remembered of an account's iterations.</param>
/// <param name="show">Shows a notice.</param>
internal sealed class Authentication(ServerConnector connector, ServerTrust? trust, Func<string, IterationRecord> recordOf, Action<Notice> show)
{
    /// <summary>Logs in by SCRAM.</summary>
    public async Task<AuthenticationResult> LogInAsync(ServerLink link, LoginSecret secret, CancellationToken cancellation)
    {
        (int least, Notice? problem) = recordOf(secret.Name).Read();
        if (problem is not null) return new AuthenticationResult(null, problem);
        var exchange = new ScramClient(secret.Name, link.ChannelBinding);
        // {"type":"login","id":3,"mechanism":"SCRAM-SHA-256-PLUS","data":"p=tls-server-end-point,,n=ann,r=..."}
        var login = new LoginRequest(connector.Instance.NextId(), exchange.Mechanism, exchange.FirstMessage);
        IReply? reply = await AskAsync(link, login, cancellation);
        if (reply is not ChallengeReply challenge) return Checked(reply);
        if (exchange.ReadChallenge(challenge.Data, least) is { } fault) return new AuthenticationResult(null, new ChallengeRefused(fault, least));

        ScramKeys keys = await secret.DeriveAsync(exchange.Salt, exchange.Iterations, cancellation);
        // {"type":"response","id":4,"data":"c=...,r=...,p=..."}
        var response = new ResponseRequest(connector.Instance.NextId(), exchange.Respond(keys));
        reply = await AskAsync(link, response, cancellation);
        if (reply is not WelcomeReply welcome) return Checked(reply);
        if (exchange.Check(welcome.Data) is not null) return new AuthenticationResult(null, new LoginAborted(LoginFault.ServerNotProven));
        secret.Token = welcome.Token;
        Remember(secret.Name, exchange.Iterations);
        return new AuthenticationResult(welcome);
    }

    /// <summary>Makes an account.</summary>
    public async Task<AuthenticationResult> RegisterAsync(ServerLink link, LoginSecret secret, string password, CancellationToken cancellation)
    {
        int iterations = link.Greeting!.Iterations;
        if (!AreInBounds(iterations)) return new AuthenticationResult(null, new IterationsRefused(iterations));
        ScramVerifier verifier = await Task.Run(() => ScramVerifier.Create(password, iterations), cancellation);
        // {"type":"register","id":3,"name":"ann","verifier":"SCRAM-SHA-256$..."}
        var request = new RegisterRequest(connector.Instance.NextId(), secret.Name, verifier.ToString());
        IReply? reply = await AskAsync(link, request, cancellation);
        if (reply is not WelcomeReply welcome) return Checked(reply);
        secret.Token = welcome.Token;
        Remember(secret.Name, iterations);
        return new AuthenticationResult(welcome);
    }

    /// <summary>Whether a server may ask for so many iterations.</summary>
    public static bool AreInBounds(int iterations) => iterations is >= Limits.MinIterations and <= Limits.MaxIterations;

    /// <summary>The server is the right one and keeps this user's password with so many iterations.</summary>
    public void Remember(string name, int iterations)
    {
        if (trust?.Prove() is { } problem) show(problem);
        if (recordOf(name).Write(iterations) is { } other) show(other);
    }

    private static AuthenticationResult Checked(IReply? reply) => reply switch
    {
        // No log-in counts before the server has proved itself.
        WelcomeReply => new AuthenticationResult(null, new LoginAborted(LoginFault.ServerNotProven)),
        ErrorReply { Code: ErrorCode.ChannelBinding } => new AuthenticationResult(null, new LoginAborted(LoginFault.ConnectionsDiffer)),
        ErrorReply { Code: ErrorCode.Mechanism } => new AuthenticationResult(null, new LoginAborted(LoginFault.OfferRefused)),
        _ => new AuthenticationResult(reply),
    };

    private Task<IReply?> AskAsync<T>(ServerLink link, T request, CancellationToken cancellation) where T : class, IRequest<T>
    {
        link.Send(request);
        return connector.ReplyAsync(link, request.Id, cancellation);
    }
}
