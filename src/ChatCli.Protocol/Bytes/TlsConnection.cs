using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace ChatCli.Protocol.Bytes;

/// <summary>A connection encrypted by TLS over another connection, which it owns. Hot path: most chats pass here.</summary>
public sealed class TlsConnection : IByteConnection
{
    private const int Idle = 0;
    private const int Sending = 1;
    private const int Ended = 2;

    private readonly IByteConnection _inner;
    private readonly SslStream _stream;
    private int _sendState;
    private int _closed;

    /// <summary>The operations under way, and one until it is closed.</summary>
    private int _uses = 1;

    private TlsConnection(IByteConnection inner, SslStream stream, TlsHandshake handshake)
    {
        _inner = inner;
        _stream = stream;
        ChannelBinding = handshake.ChannelBinding;
        RemoteKey = handshake.RemoteKey;
    }

    /// <inheritdoc/>
    public IPEndPoint? LocalEndPoint => _inner.LocalEndPoint;

    /// <inheritdoc/>
    public IPEndPoint? RemoteEndPoint => _inner.RemoteEndPoint;

    /// <inheritdoc/>
    public byte[]? ChannelBinding { get; }

    /// <summary>Of the key that the other side has shown; null when it was not asked for any.</summary>
    public Fingerprint? RemoteKey { get; }

    /// <summary>The host that the connecting end named (SNI), "" when none.</summary>
    public string HostName => _stream.TargetHostName;

    /// <summary>
    /// The accepting end of a handshake, over a connection that is closed when it fails, or when it is given up. What it computes
    /// runs on the thread pool.
    /// </summary>
    /// <param name="inner">What is encrypted.</param>
    /// <param name="received">What was received on it already.</param>
    /// <param name="options">What is shown, and to whom.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<(TlsConnection? Connection, TlsFailure Failure)> AcceptAsync(
        IByteConnection inner, ReadOnlyMemory<byte> received, TlsServerOptions options, CancellationToken cancellation)
    {
        var handshake = new TlsHandshake(inner, received, options.Turns, cancellation);
        return await FinishAsync(inner, handshake, () => handshake.AcceptAsync(_ => options), cancellation);
    }

    /// <inheritdoc cref="AcceptAsync(IByteConnection, ReadOnlyMemory{byte}, TlsServerOptions, CancellationToken)"/>
    /// <param name="inner">What is encrypted.</param>
    /// <param name="choose">
    /// What is shown to who names a host (SNI; RFC 6066, section 3), "" for none; null refuses it without a byte. How many may compute at
    /// a time counts for nothing.
    /// </param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<(TlsConnection? Connection, TlsFailure Failure)> AcceptAsync(
        IByteConnection inner, Func<string, TlsServerOptions?> choose, CancellationToken cancellation)
    {
        var handshake = new TlsHandshake(inner, default, turns: null, cancellation);
        return await FinishAsync(inner, handshake, () => handshake.AcceptAsync(choose), cancellation);
    }

    /// <inheritdoc cref="AcceptAsync(IByteConnection, ReadOnlyMemory{byte}, TlsServerOptions, CancellationToken)"/>
    public static Task<(TlsConnection? Connection, TlsFailure Failure)> AcceptAsync(
        IByteConnection inner, TlsServerOptions options, CancellationToken cancellation) => AcceptAsync(inner, default, options, cancellation);

    /// <summary>The connecting end of a handshake, over a connection that is closed when it fails, or when it is given up.</summary>
    /// <param name="inner">What is encrypted.</param>
    /// <param name="host">The name that the other side is known by (SNI); an address is not told.</param>
    /// <param name="check">Says whether the other side's certificate will do; nothing else checks it. MUST NOT keep the certificate.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <param name="own">What to show when the other side asks for a certificate.</param>
    public static Task<(TlsConnection? Connection, TlsFailure Failure)> ConnectAsync(
        IByteConnection inner, string host, Func<X509Certificate2, bool> check, CancellationToken cancellation, TlsCertificate? own = null) =>
        ConnectAsync(inner, host, (shown, _) => check(shown), cancellation, own);

    /// <summary>The same, with a check that also looks at the certificates of issuers which the other side has shown.</summary>
    /// <inheritdoc cref="ConnectAsync(IByteConnection, string, Func{X509Certificate2, bool}, CancellationToken, TlsCertificate?)"/>
    public static async Task<(TlsConnection? Connection, TlsFailure Failure)> ConnectAsync(
        IByteConnection inner, string host, Func<X509Certificate2, X509Certificate2Collection, bool> check, CancellationToken cancellation,
        TlsCertificate? own = null)
    {
        var handshake = new TlsHandshake(inner, default, turns: null, cancellation);
        return await FinishAsync(inner, handshake, () => handshake.ConnectAsync(host, check, own), cancellation);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitToReceiveAsync()
    {
        // Holds a buffer only while a record has come in part.
        return await ReadAsync(Memory<byte>.Empty) >= 0 && Volatile.Read(ref _closed) == 0;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer) => Math.Max(await ReadAsync(buffer), 0);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Interlocked.CompareExchange(ref _sendState, Sending, Idle) != Idle || !TryBegin()) return false;
        bool isSent = true;
        try
        {
            await _stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
            isSent = false;
            Close();
        }
        finally
        {
            End();
        }
        if (Interlocked.CompareExchange(ref _sendState, Idle, Sending) == Ended) await SayEndAsync();
        return isSent;
    }

    /// <inheritdoc/>
    public void EndSend()
    {
        // A send under way says it when it is through.
        if (Interlocked.Exchange(ref _sendState, Ended) == Idle) _ = SayEndAsync();
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _inner.Close();
        End();
    }

    private static async Task<(TlsConnection? Connection, TlsFailure Failure)> FinishAsync(
        IByteConnection inner, TlsHandshake handshake, Func<Task<(SslStream? Stream, TlsFailure Failure)>> run, CancellationToken cancellation)
    {
        SslStream? stream;
        TlsFailure failure;
        await using (cancellation.UnsafeRegister(static connection => ((IByteConnection)connection!).Close(), inner))
        {
            (stream, failure) = await run();
        }
        if (stream is not null && !cancellation.IsCancellationRequested) return (new TlsConnection(inner, stream, handshake), TlsFailure.None);
        inner.Close();
        if (stream is null) return (null, cancellation.IsCancellationRequested ? TlsFailure.Lost : failure);
        await stream.DisposeAsync();
        return (null, TlsFailure.Lost);
    }

    /// <summary>Like <see cref="ReceiveAsync"/>, but -1 when the connection was lost.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (!TryBegin()) return -1;
        try
        {
            return await _stream.ReadAsync(buffer);
        }
        catch (IOException)
        {
            Close();
            return -1;
        }
        finally
        {
            End();
        }
    }

    private async Task SayEndAsync()
    {
        if (!TryBegin()) return;
        try
        {
            // close_notify (RFC 8446, section 6.1), by which the other side knows that nothing was cut off.
            await _stream.ShutdownAsync();
            _inner.EndSend();
        }
        catch (IOException)
        {
            Close();
        }
        finally
        {
            End();
        }
    }

    /// <summary>Begins an operation on the stream, which is disposed only when none is under way; false after that.</summary>
    private bool TryBegin()
    {
        if (Volatile.Read(ref _closed) != 0) return false;
        int uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            int found = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (found == uses) return true;
            uses = found;
        }
        return false;
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _uses) == 0) _stream.Dispose();
    }
}
