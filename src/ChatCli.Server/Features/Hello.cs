using System.Security.Cryptography;
using ChatCli.Protocol;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Greets a client that speaks this version.</summary>
internal sealed class HelloHandler(ServerOptions options)
{
    private const int InstanceDigits = 32;

    private static readonly string Name = "chatcli-server " + ProductVersion.Text;

    public ValueTask<Refusal?> HandleAsync(ClientChannel channel, HelloRequest request)
    {
        if (request.Version != Limits.ProtocolVersion)
        {
            channel.Refuse(request.Id, Refusal.Version);
            channel.End();
            return default;
        }
        if (request.Instance is { } given && !IsInstance(given)) return new(Refusal.BadRequest);
        string instance = request.Instance ?? RandomNumberGenerator.GetHexString(InstanceDigits, lowercase: true);
        // Without an instance it is a person or a script, which cannot be asked to send pings.
        channel.Greet(instance, keepsAlive: request.Instance is not null);
        string[] mechanisms = [ScramMechanism.For(channel.ChannelBinding)];
        var greeting = new GreetingReply(
            request.Id, Limits.ProtocolVersion, Name, Limits.MaxLine, Limits.MaxText, mechanisms, options.Iterations);
        channel.Answer(greeting);
        return default;
    }

    private static bool IsInstance(string value) => value.Length == InstanceDigits && value.All(char.IsAsciiHexDigitLower);
}
