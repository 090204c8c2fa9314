using System.Reflection;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Features;

/// <summary>Greets a client that speaks this version.</summary>
internal sealed class HelloHandler
{
    private static readonly string Name = "chatcli-server " + Version();

    public static ValueTask<Refusal?> HandleAsync(Session session, HelloRequest request)
    {
        if (request.Version != Limits.ProtocolVersion)
        {
            session.Refuse(request.Id, Refusal.Version);
            session.End();
            return default;
        }
        session.Greet();
        var greeting = new GreetingReply(request.Id, Limits.ProtocolVersion, Name, Limits.MaxLine, Limits.MaxText);
        session.Answer(greeting, WireJson.Default.GreetingReply);
        return default;
    }

    private static string Version() =>
        typeof(HelloHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
