using System.Runtime.CompilerServices;

namespace ChatCli.Protocol.Bytes;

/// <summary>Shows a connection as the stream that <see cref="System.Net.Security.SslStream"/> asks for. Hot path.</summary>
/// <remarks>
/// While a handshake runs, what is computed after a wait runs on the thread pool and not on the thread that brought the bytes, and only
/// when it has a turn: so handshakes take no time from those threads, and who is slow to send keeps no turn.
/// </remarks>
/// <param name="connection">What is shown. This stream never closes it.</param>
/// <param name="received">What was received already and comes first.</param>
/// <param name="turns">How many handshakes may compute at a time; null: as many as want.</param>
/// <param name="cancellation">Gives the handshake up: it waits for no turn any more.</param>
internal sealed class ConnectionStream(
    IByteConnection connection, ReadOnlyMemory<byte> received, SemaphoreSlim? turns, CancellationToken cancellation = default) : Stream
{
    private ReadOnlyMemory<byte> _received = received;
    private bool _isHandshaking;
    private bool _hasTurn;

    /// <summary>The first byte that the other side sent; null when there was none.</summary>
    public byte? FirstByte { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Waits for the first turn.</summary>
    public Task BeginHandshakeAsync()
    {
        _isHandshaking = true;
        return TakeTurnAsync();
    }

    /// <summary>Gives the turn back; from now on operations go straight to the connection.</summary>
    public void EndHandshake()
    {
        _isHandshaking = false;
        GiveTurnBack();
    }

    // To cancel means to close the connection, so that neither operation needs the token.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received.Length > 0) return new ValueTask<int>(TakeReceived(buffer));
        ValueTask<int> reading = buffer.Length > 0 ? connection.ReceiveAsync(buffer) : WaitAsync();
        return _isHandshaking ? InHandshakeAsync(reading, buffer) : reading;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<bool> sending = connection.SendAsync(buffer);
        return sending.IsCompletedSuccessfully && sending.Result ? default : SendAsync(sending);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int TakeReceived(Memory<byte> buffer)
    {
        FirstByte ??= _received.Span[0];
        int taken = Math.Min(buffer.Length, _received.Length);
        _received[..taken].CopyTo(buffer);
        _received = _received[taken..];
        return taken;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync()
    {
        // A connection that was lost meanwhile gives its 0 to the next read.
        _ = await connection.WaitToReceiveAsync();
        return 0;
    }

    private async ValueTask<int> InHandshakeAsync(ValueTask<int> reading, Memory<byte> buffer)
    {
        GiveTurnBack();
        int received = await reading;
        await TakeTurnAsync();
        if (received > 0) FirstByte ??= buffer.Span[0];
        return received;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ValueTask<bool> sending)
    {
        if (_isHandshaking) GiveTurnBack();
        bool isSent = await sending;
        if (_isHandshaking) await TakeTurnAsync();
        if (!isSent) throw new IOException("The connection was lost.");
    }

    private async Task TakeTurnAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (turns is null) return;
        try
        {
            await turns.WaitAsync(cancellation);
            _hasTurn = true;
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("The handshake was given up.", e);
        }
    }

    private void GiveTurnBack()
    {
        if (_hasTurn) turns!.Release();
        _hasTurn = false;
    }
}
