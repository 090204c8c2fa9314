using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

/// <summary>A scripted server's part of a log-in.</summary>
internal static class ScramConversation
{
    /// <summary>What a server greets with, the iterations being the fewest that there may be.</summary>
    public static string Greeting(long id, string mechanism = ScramMechanism.Plain, int iterations = Limits.MinIterations) =>
        $$"""{"type":"greeting","id":{{id}},"version":1,"server":"test","maxLine":65536,"maxText":10000,"mechanisms":["{{mechanism}}"],"iterations":{{iterations}}}""";

    /// <summary>
    /// The next requests are a log-in with this name: the id of the last one, and the server's proof; null when the client's did not fit the password.
    /// </summary>
    public static async Task<(long Id, string? Proof)> ChallengeAsync(this LineConversation server, string name, ScramVerifier verifier)
    {
        var login = new WireLine((await server.NextAsync())!);
        await Assert.That(login.Type).IsEqualTo("login");
        ScramFault? fault = ScramServer.Begin(login["mechanism"], login["data"], server.Connection.ChannelBinding, out ScramServer? exchange);
        await Assert.That(fault).IsNull();
        await Assert.That(exchange!.Name).IsEqualTo(name);
        await server.SendAsync($$"""{"type":"challenge","id":{{login.Id}},"data":"{{exchange.Challenge(verifier)}}"}""");
        var response = new WireLine((await server.NextAsync())!);
        await Assert.That(response.Type).IsEqualTo("response");
        exchange.Finish(response["data"], out string? proof);
        return (response.Id!.Value, proof);
    }

    /// <summary>The next requests are a log-in with this name and password: the id of the last one, and the server's proof.</summary>
    public static async Task<(long Id, string Proof)> LogInAsync(this LineConversation server, string name, string password)
    {
        (long id, string? proof) = await server.ChallengeAsync(name, Passwords.Verifier(password));
        await Assert.That(proof).IsNotNull();
        return (id, proof!);
    }

    /// <summary>The next request registers this name and password; its id.</summary>
    public static async Task<long> RegisterAsync(this LineConversation server, string name, string password)
    {
        var request = new WireLine((await server.NextAsync())!);
        await Assert.That(request.Type).IsEqualTo("register");
        await Assert.That(request["name"]).IsEqualTo(name);
        await Assert.That(ScramVerifier.TryParse(request["verifier"], out ScramVerifier? verifier) && Passwords.Fits(verifier, password)).IsTrue();
        return request.Id!.Value;
    }

    /// <summary>The server lets the user in.</summary>
    public static Task WelcomeAsync(this LineConversation server, long id, string? proof, string name = "ann", string token = "new") => server.SendAsync(
        proof is null
            ? $$"""{"type":"welcome","id":{{id}},"name":"{{name}}","token":"{{token}}"}"""
            : $$"""{"type":"welcome","id":{{id}},"name":"{{name}}","token":"{{token}}","data":"{{proof}}"}""");
}
