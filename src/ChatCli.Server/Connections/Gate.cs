using System.Collections.Concurrent;
using System.Net;
using ChatCli.Protocol.Bytes;
using ChatCli.Server.Log;
using ChatCli.Server.Rules;
using Microsoft.Extensions.Logging;

namespace ChatCli.Server.Connections;

/// <summary>
/// Tells by the first byte of a new connection whether it is TLS, and carries out its handshake; what is plain may stay only when it
/// comes from this machine. Owns every connection, and its place, until it has passed.
/// </summary>
/// <param name="admission">Says which connections may come in at all.</param>
/// <param name="passed">Gets each connection that has passed.</param>
/// <param name="certificate">What the server shows; null: it takes plain connections alone.</param>
/// <param name="options">Says how long a login may take, and whether plain connections may come from anywhere.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class Gate(
    Admission admission, Action<Arrival> passed, TlsCertificate? certificate, ServerOptions options, TimeProvider time, ILogger log)
{
    /// <summary>What a TLS connection begins with: the content type of a handshake record (RFC 8446, section 5.1).</summary>
    private const byte HandshakeRecord = 0x16;

    /// <summary>How long a handshake may take.</summary>
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<IByteConnection, Task> _waiting = [];

    /// <summary>A handshake computes for about a millisecond: half of the processors are kept for those who are in.</summary>
    private readonly TlsServerOptions? _tls =
        certificate is null ? null : new(certificate) { Turns = new SemaphoreSlim(Math.Max(1, Environment.ProcessorCount / 2)) };

    private volatile bool _isClosed;

    /// <summary>Takes a new connection, or closes it when there is no place for it; returns at once.</summary>
    public void Accept(IByteConnection connection)
    {
        if (admission.Enter(connection) is not { } visitor) return;
        // Added before it runs, so that a short one is removed after it was added.
        var passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[connection] = passing.Task;
        _ = RunAsync(connection, visitor, passing);
        if (_isClosed) connection.Close();
    }

    /// <summary>Closes all connections that have not passed. The listener MUST have stopped.</summary>
    public async Task CloseAsync()
    {
        _isClosed = true;
        foreach (IByteConnection connection in _waiting.Keys) connection.Close();
        await Task.WhenAll(_waiting.Values);
    }

    private async Task RunAsync(IByteConnection connection, Admission.Visitor visitor, TaskCompletionSource passing)
    {
        Arrival? arrival = null;
        try
        {
            arrival = await JudgeAsync(connection, visitor);
        }
        catch (Exception e)
        {
            // Only a bug comes here; it ends this connection alone.
            log.ConnectionFailed(e, connection.RemoteEndPoint);
        }
        if (arrival is null)
        {
            connection.Close();
            visitor.Leave();
            log.Disconnected(connection.RemoteEndPoint);
        }
        else passed(arrival);
        _waiting.TryRemove(connection, out _);
        passing.SetResult();
    }

    private async Task<Arrival?> JudgeAsync(IByteConnection connection, Admission.Visitor visitor)
    {
        long start = time.GetTimestamp();
        if (await ReceiveFirstAsync(connection) is not { } first) return null;
        if (_tls is null || first[0] != HandshakeRecord)
        {
            return new Arrival(connection, visitor)
            {
                Received = first,
                Waited = time.GetElapsedTime(start),
                Refusal = options.AllowPlaintext || IsLocal(connection.RemoteEndPoint) ? null : Refusal.NotEncrypted,
            };
        }
        // Not disposed, because who is turned out may be told late.
        var end = new CancellationTokenSource(HandshakeTime, time);
        visitor.Represent(static () => true, () =>
        {
            connection.Close();
            // So that it does not wait for a turn, and compute, all the same.
            end.Cancel();
        });
        (TlsConnection? encrypted, TlsFailure failure) = await TlsConnection.AcceptAsync(connection, first, _tls, end.Token);
        end.CancelAfter(Timeout.InfiniteTimeSpan);
        if (encrypted is not null) return new Arrival(encrypted, visitor) { Waited = time.GetElapsedTime(start) };
        log.HandshakeFailed(connection.RemoteEndPoint, failure);
        return null;
    }

    /// <summary>The first byte, waited for without a buffer; null when none came in time.</summary>
    private async Task<byte[]?> ReceiveFirstAsync(IByteConnection connection)
    {
        using ITimer deadline = time.CreateTimer(
            static connection => ((IByteConnection)connection!).Close(), connection, options.LoginTime, Timeout.InfiniteTimeSpan);
        if (!await connection.WaitToReceiveAsync()) return null;
        byte[] first = new byte[1];
        return await connection.ReceiveAsync(first) > 0 ? first : null;
    }

    private static bool IsLocal(IPEndPoint? remote) => remote is not null && IPAddress.IsLoopback(remote.Address);
}
