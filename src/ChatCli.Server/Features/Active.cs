using ChatCli.Protocol.Messages;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Features;

/// <summary>Notes that the person gave a command which the server does not see otherwise: being a command is all there is to it.</summary>
internal sealed class ActiveHandler
{
    public static ValueTask<Refusal?> HandleAsync(ClientChannel channel, ActiveRequest request) => default;
}
