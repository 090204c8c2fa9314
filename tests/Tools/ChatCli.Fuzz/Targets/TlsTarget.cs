using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>
/// TLS connections to which somebody says something wrong: in place of the handshake, at either end, and after it. None is made, and the one
/// that was made ends. Handshakes are slow, so that few frames are for this.
/// </summary>
internal sealed class TlsTarget : ITarget
{
    private static readonly TlsServerOptions Options = new(TlsRecording.Certificate) { Turns = new SemaphoreSlim(1) };

    private readonly Mutator _texts = new([.. TlsRecording.Made.Texts, .. GoldenLines.Client]);

    public IReadOnlyList<byte[]> Invent(Random random) => [_texts.NextBytes(random)];

    public async Task FeedAsync(Case inputs)
    {
        var random = new Random(inputs.Seed);
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair(maxRead: random.Next(2) == 0 ? 1 + random.Next(50) : int.MaxValue);
        byte[] bytes = inputs.Inputs[0];
        switch (random.Next(8))
        {
            case < 4:
                await BeforeAsync(near, far, bytes, AcceptAsync(far, random.Next(3)));
                break;
            case < 7:
                await BeforeAsync(near, far, bytes, TlsConnection.ConnectAsync(far, "fuzz.example.org", static _ => true, CancellationToken.None, Own(random)));
                break;
            default:
                await AfterAsync(near, far, bytes);
                break;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>In the ways in which the gate and the listener for peers accept.</summary>
    private static async Task<(TlsConnection? Connection, TlsFailure Failure)> AcceptAsync(InMemoryConnection far, int way)
    {
        if (way == 0) return await TlsConnection.AcceptAsync(far, static host => host == "fuzz.example.org" ? Options : null, CancellationToken.None);
        if (way == 1) return await TlsConnection.AcceptAsync(far, Options with { CheckClient = static _ => true }, CancellationToken.None);
        var first = new byte[1];
        int length = await far.ReceiveAsync(first);
        return await TlsConnection.AcceptAsync(far, first.AsMemory(0, length), Options, CancellationToken.None);
    }

    private static async Task BeforeAsync(
        InMemoryConnection near, InMemoryConnection far, byte[] bytes, Task<(TlsConnection? Connection, TlsFailure Failure)> shaking)
    {
        await near.SendAsync(bytes);
        near.EndSend();
        (TlsConnection? connection, TlsFailure failure) = await shaking;
        if (connection is not null || failure == TlsFailure.None) throw new FindingException("a connection was made with somebody who has no key");
        if (!far.IsClosed) throw new FindingException($"{failure}, and not closed");
        near.Close();
        if (Options.Turns!.CurrentCount != 1) throw new FindingException("a turn was kept");
    }

    /// <summary>The handshake is right, and what follows is not encrypted by its keys.</summary>
    private static async Task AfterAsync(InMemoryConnection near, InMemoryConnection far, byte[] bytes)
    {
        Task<(TlsConnection? Connection, TlsFailure Failure)> accepting = TlsConnection.AcceptAsync(far, Options, CancellationToken.None);
        (TlsConnection? connected, _) = await TlsConnection.ConnectAsync(near, "fuzz.example.org", static _ => true, CancellationToken.None);
        (TlsConnection? accepted, _) = await accepting;
        if (connected is null || accepted is null) throw new FindingException("a right handshake has failed");
        await near.SendAsync(bytes);
        near.EndSend();
        var buffer = new byte[4096];
        if (await accepted.ReceiveAsync(buffer) is not 0 and var length) throw new FindingException($"{length} bytes of nobody were received");
        await accepted.SendAsync(bytes);
        accepted.Close();
        connected.Close();
        if (!far.IsClosed) throw new FindingException("not closed");
    }

    private static TlsCertificate? Own(Random random) => random.Next(2) == 0 ? TlsRecording.Certificate : null;
}
