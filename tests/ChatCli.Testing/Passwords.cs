using System.Collections.Concurrent;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Testing;

/// <summary>What is derived from passwords, each once for all tests of a process, because deriving is slow on purpose.</summary>
public static class Passwords
{
    private static readonly ConcurrentDictionary<(string Password, string Salt, int Iterations), ScramKeys> DerivedKeys = [];
    private static readonly ConcurrentDictionary<string, ScramVerifier> Verifiers = [];

    /// <summary>The keys of a password, as a client derives them.</summary>
    public static ScramKeys Keys(string password, byte[] salt, int iterations) =>
        DerivedKeys.GetOrAdd((password, Convert.ToHexString(salt), iterations), _ => ScramKeys.Derive(password, salt, iterations));

    /// <summary>A verifier of a password, always the same, as cheap as verifiers may be.</summary>
    public static ScramVerifier Verifier(string password) =>
        Verifiers.GetOrAdd(password, static password => ScramVerifier.Create(password, Limits.MinIterations));

    /// <summary>Whether a verifier is that of a password.</summary>
    public static bool Fits(ScramVerifier? verifier, string password)
    {
        if (verifier is null) return false;
        var client = new ScramClient("user", null);
        ScramServer.Begin(client.Mechanism, client.FirstMessage, null, out ScramServer? server);
        if (client.ReadChallenge(server!.Challenge(verifier)) is not null) return false;
        return server.Finish(client.Respond(Keys(password, client.Salt, client.Iterations)), out _) is null;
    }
}
