using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Hub;

/// <summary>A log-in that was challenged and waits for its response.</summary>
/// <param name="Scram">What was said so far.</param>
/// <param name="Verifier">What the response is held against.</param>
/// <param name="User">Whose it is; null: there is no such account, and no response is right.</param>
internal sealed record LoginExchange(ScramServer Scram, ScramVerifier Verifier, User? User);
