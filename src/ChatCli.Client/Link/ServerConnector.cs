using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Link;

/// <summary>How a try to connect ended.</summary>
/// <param name="Link">May be used for the login; null: there is none.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="IsFinal">Whether to try again would be no better.</param>
/// <param name="UnknownKey">The server's, when all that is missing is that the person accepts it.</param>
internal sealed record ConnectResult(ServerLink? Link, Notice? Problem = null, bool IsFinal = false, Fingerprint? UnknownKey = null);

/// <summary>Connects to the server and greets it; used by the login dialog and after a lost link, as often as they need.</summary>
/// <param name="server">Where it is.</param>
/// <param name="connect">Makes a connection; null when nothing answers.</param>
/// <param name="trust">Checks the server's key; null: the connection is not encrypted.</param>
/// <param name="instance">This process.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerConnector(
    ServerAddress server, Func<CancellationToken, Task<IByteConnection?>> connect, ServerTrust? trust, ClientInstance instance, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A login may wait for others at the server, because checking a password is slow.</summary>
    private static readonly TimeSpan MostPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReplyPatience = TimeSpan.FromSeconds(60);

    /// <summary>Where the server is.</summary>
    public ServerAddress Server => server;

    /// <summary>This process.</summary>
    public ClientInstance Instance => instance;

    /// <summary>Tries once.</summary>
    public async Task<ConnectResult> ConnectAsync(CancellationToken cancellation)
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
        if (connection is null) return Failed(ConnectFailure.NoConnection);
        if (trust is null) return await GreetAsync(connection, either.Token);

        (TlsConnection? encrypted, TlsFailure failure) = await TlsConnection.ConnectAsync(connection, server.Host, trust.Check, either.Token);
        return encrypted is not null ? await GreetAsync(encrypted, either.Token) : NotEncrypted(failure, trust);
    }

    private ConnectResult NotEncrypted(TlsFailure failure, ServerTrust trust) => failure switch
    {
        TlsFailure.Refused when trust.Unknown is { } key => new ConnectResult(null, new ServerUnknown(server, key), IsFinal: true, key),
        TlsFailure.Refused => new ConnectResult(null, trust.Problem, IsFinal: true),
        TlsFailure.NotTls => Failed(ConnectFailure.NotTls),
        TlsFailure.NotAgreed => Failed(ConnectFailure.TlsNotAgreed),
        _ => Failed(ConnectFailure.NoChatServer),
    };

    private async Task<ConnectResult> GreetAsync(IByteConnection connection, CancellationToken cancellation)
    {
        var link = new ServerLink(connection, time);
        using CancellationTokenRegistration givenUp = cancellation.Register(link.Close);
        // {"type":"hello","id":1,"version":1,"instance":"00112233445566778899aabbccddeeff"}
        link.Send(new HelloRequest(instance.NextId(), Limits.ProtocolVersion, instance.Id));
        switch (await link.ReceiveAsync())
        {
            case IncomingReply { Reply: GreetingReply { Version: Limits.ProtocolVersion } greeting } when !cancellation.IsCancellationRequested:
                string mechanism = ScramMechanism.For(link.ChannelBinding);
                if (greeting.Mechanisms.Contains(mechanism))
                {
                    link.Greeting = greeting;
                    return new ConnectResult(link);
                }
                link.Close();
                return new ConnectResult(null, new MechanismMissing(server, mechanism), IsFinal: true);
            case IncomingReply { Reply: ErrorReply error }:
                link.Close();
                return new ConnectResult(null, new ConnectionRefused(server, error.Code, error.Text));
            default:
                link.Close();
                return Failed(ConnectFailure.NoChatServer);
        }
    }

    private ConnectResult Failed(ConnectFailure failure) => new(null, new ConnectFailed(server, failure));

    /// <summary>Waits, because the server has asked to.</summary>
    public Task PauseAsync(TimeSpan pause, CancellationToken cancellation) =>
        Task.Delay(pause < MostPause ? pause : MostPause, time, cancellation);

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
