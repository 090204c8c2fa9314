using System.Security.Cryptography;
using ChatCli.Protocol;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Features;

/// <summary>Greets a client that speaks this version.</summary>
internal sealed class HelloHandler(ServerOptions options)
{
    private const int InstanceDigits = 32;

    private static readonly string Name = "chatcli-server " + ProductVersion.Text;

    public ValueTask<Refusal?> HandleAsync(Session session, HelloRequest request)
    {
        if (request.Version != Limits.ProtocolVersion)
        {
            session.Refuse(request.Id, Refusal.Version);
            session.End();
            return default;
        }
        if (request.Instance is { } given && !IsInstance(given)) return new(Refusal.BadRequest);
        string instance = request.Instance ?? RandomNumberGenerator.GetHexString(InstanceDigits, lowercase: true);
        // Without an instance it is a person or a script, which cannot be asked to send pings.
        session.Greet(instance, keepsAlive: request.Instance is not null);
        string[] mechanisms = [ScramMechanism.For(session.ChannelBinding)];
        var greeting = new GreetingReply(
            request.Id, Limits.ProtocolVersion, Name, Limits.MaxLine, Limits.MaxText, mechanisms, options.Iterations);
        session.Answer(greeting);
        return default;
    }

    private static bool IsInstance(string value) => value.Length == InstanceDigits && value.All(char.IsAsciiHexDigitLower);
}
