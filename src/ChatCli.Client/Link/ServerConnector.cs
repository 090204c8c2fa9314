using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>Connects to the server and greets it; used by the login dialog and after a lost link, as often as they need.</summary>
/// <param name="address">For people.</param>
/// <param name="connect">Makes a connection; null when nothing answers.</param>
/// <param name="instance">This process.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerConnector(
    string address, Func<CancellationToken, Task<IByteConnection?>> connect, ClientInstance instance, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A login may wait for others at the server, because checking a password is slow.</summary>
    private static readonly TimeSpan ReplyPatience = TimeSpan.FromSeconds(60);

    /// <summary>This process.</summary>
    public ClientInstance Instance => instance;

    /// <summary>A link that may be used for the login, or why there is none.</summary>
    public async Task<(ServerLink? Link, string? Problem)> ConnectAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        IByteConnection? connection = null;
        try
        {
            connection = await connect(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Looking up the host took too long: the same as no answer.
        }
        if (connection is null) return (null, $"cannot connect to {address}");

        var link = new ServerLink(connection, time);
        using (either.Token.Register(link.Close))
        {
            // {"type":"hello","id":1,"version":1,"instance":"00112233445566778899aabbccddeeff"}
            link.Send(new HelloRequest(instance.NextId(), Limits.ProtocolVersion, instance.Id), WireJson.Default.HelloRequest);
            switch (await link.ReceiveAsync())
            {
                case IncomingReply { Reply: GreetingReply { Version: Limits.ProtocolVersion } greeting } when !either.IsCancellationRequested:
                    link.Greeting = greeting;
                    return (link, null);
                case IncomingReply { Reply: ErrorReply error }:
                    link.Close();
                    return (null, $"{address} refused the connection: {error.Text}");
                default:
                    link.Close();
                    return (null, $"{address} did not answer as a chat server");
            }
        }
    }

    /// <summary>The reply to a request before the login; null when the link is lost, or silent for too long.</summary>
    public async Task<IReply?> ReplyAsync(ServerLink link, long id, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ReplyPatience, time);
        using CancellationTokenRegistration silent = patience.Token.Register(link.Close);
        using CancellationTokenRegistration stopped = cancellation.Register(link.Close);
        while (true)
        {
            switch (await link.ReceiveAsync())
            {
                case IncomingReply { Reply: var reply } when reply.Id == id: return reply;
                case IncomingUndecodable { Id: var of } when of == id: return null;
                case IncomingEnd: return null;
            }
        }
    }
}
