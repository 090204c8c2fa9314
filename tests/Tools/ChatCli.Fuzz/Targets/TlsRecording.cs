using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>What the two ends of an encrypted connection say to each other, from the first byte of the handshake to the last of some text.</summary>
/// <param name="FromClient">Of the connecting end, in pieces as it was sent.</param>
/// <param name="FromServer">Of the accepting end.</param>
internal sealed record TlsRecording(byte[][] FromClient, byte[][] FromServer)
{
    /// <summary>Made by other threads, which would wait for ever for the initialization of this type.</summary>
    private static readonly Lazy<TlsRecording> Recording = new(static () => Task.Run(MakeAsync).GetAwaiter().GetResult());

    public static TlsCertificate Certificate { get; } = TlsCertificate.CreateSelfSigned("fuzz", DateTimeOffset.UtcNow);

    public static TlsRecording Made => Recording.Value;

    /// <summary>Everything, and the pieces alone.</summary>
    public byte[][] Texts => [.. FromClient, .. FromServer, [.. FromClient.SelectMany(piece => piece)], [.. FromServer.SelectMany(piece => piece)]];

    private static async Task<TlsRecording> MakeAsync()
    {
        (InMemoryConnection client, InMemoryConnection left) = InMemoryConnection.Pair();
        (InMemoryConnection right, InMemoryConnection server) = InMemoryConnection.Pair();
        Task<byte[][]> fromClient = PassOnAsync(left, right), fromServer = PassOnAsync(right, left);
        Task<(TlsConnection? Connection, TlsFailure)> accepting =
            TlsConnection.AcceptAsync(server, new TlsServerOptions(Certificate) { CheckClient = static _ => true }, CancellationToken.None);
        (TlsConnection? near, _) = await TlsConnection.ConnectAsync(client, "fuzz.example.org", static _ => true, CancellationToken.None, Certificate);
        (TlsConnection? far, _) = await accepting;
        foreach (TlsConnection end in new[] { near!, far! })
        {
            await end.SendAsync(GoldenLines.Client[0]);
            end.EndSend();
        }
        var buffer = new byte[4096];
        foreach (TlsConnection end in new[] { near!, far! })
        {
            while (await end.ReceiveAsync(buffer) > 0)
            {
            }
        }
        foreach (TlsConnection end in new[] { near!, far! }) end.Close();
        return new TlsRecording(await fromClient, await fromServer);
    }

    private static async Task<byte[][]> PassOnAsync(InMemoryConnection from, InMemoryConnection to)
    {
        var pieces = new List<byte[]>();
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var length)
        {
            pieces.Add(buffer[..length]);
            await to.SendAsync(pieces[^1]);
        }
        to.EndSend();
        return [.. pieces];
    }
}
