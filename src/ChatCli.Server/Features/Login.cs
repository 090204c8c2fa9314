using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Features;

/// <summary>Begins a log-in by SCRAM.</summary>
internal sealed class LoginHandler
{
    public static ValueTask<Refusal?> HandleAsync(Session session, LoginRequest request) => new(Refusal.Mechanism);
}
