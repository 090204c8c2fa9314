using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Testing;

/// <summary>The log-in of a scripted client, whole and step by step.</summary>
public static class ScriptedLogin
{
    /// <summary>Logs in; the answer is the welcome, whose proof is checked, or the refusal.</summary>
    public static async Task<WireLine> LoginAsync(this ScriptedClient client, string name, string password)
    {
        (ScramClient exchange, WireLine answer) = await client.BeginLoginAsync(name);
        if (answer.Type != ChallengeReply.WireName) return answer;
        answer = await client.AskAsync(ResponseRequest.WireName, ("data", exchange.Respond(answer, password)));
        if (answer.Type == WelcomeReply.WireName && exchange.Check(answer["data"]) is { } fault)
            throw new InvalidOperationException($"The server did not prove itself: {fault}. {answer.Raw}");
        return answer;
    }

    /// <summary>Asks to log in; the answer is the challenge, or the refusal.</summary>
    public static async Task<(ScramClient Exchange, WireLine Answer)> BeginLoginAsync(this ScriptedClient client, string name)
    {
        var exchange = new ScramClient(name, client.Connection.ChannelBinding);
        WireLine answer = await client.AskAsync(LoginRequest.WireName, ("mechanism", exchange.Mechanism), ("data", exchange.FirstMessage));
        return (exchange, answer);
    }

    /// <summary>The client's final message to a challenge.</summary>
    public static string Respond(this ScramClient exchange, WireLine challenge, string password)
    {
        if (challenge.Type != ChallengeReply.WireName || exchange.ReadChallenge(challenge["data"]) is not null)
            throw new InvalidOperationException($"Not a challenge: {challenge.Raw}");
        return exchange.Respond(Passwords.Keys(password, exchange.Salt, exchange.Iterations));
    }

    /// <summary>Sends all of a log-in and does not read the answer to its end.</summary>
    public static async Task<long> SendLoginAsync(this ScriptedClient client, string name, string password)
    {
        (ScramClient exchange, WireLine challenge) = await client.BeginLoginAsync(name);
        return await client.RequestAsync(ResponseRequest.WireName, ("data", exchange.Respond(challenge, password)));
    }

    /// <summary>Makes an account; the answer is the welcome, or the refusal.</summary>
    public static Task<WireLine> RegisterAsync(this ScriptedClient client, string name, string password) =>
        client.AskAsync(RegisterRequest.WireName, ("name", name), ("verifier", $"{Passwords.Verifier(password)}"));
}
