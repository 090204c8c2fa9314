using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace ChatCli.Protocol.Bytes;

/// <summary>
/// One reusable accept, receive, send or connect that can be awaited without allocating. Hot path.
/// The awaiting code runs on the thread that completes the operation.
/// </summary>
internal sealed class SocketOperation() : SocketAsyncEventArgs(true), IValueTaskSource<SocketError>
{
    private ManualResetValueTaskSourceCore<SocketError> _completion;

    public ValueTask<SocketError> ReceiveAsync(Socket socket, Memory<byte> buffer) =>
        Start(socket, buffer, static (s, operation) => s.ReceiveAsync(operation));

    public ValueTask<SocketError> SendAsync(Socket socket, Memory<byte> buffer) =>
        Start(socket, buffer, static (s, operation) => s.SendAsync(operation));

    public ValueTask<SocketError> AcceptAsync(Socket socket) => Start(socket, null, static (s, operation) => s.AcceptAsync(operation));

    public ValueTask<SocketError> ConnectAsync(Socket socket) => Start(socket, null, static (s, operation) => s.ConnectAsync(operation));

    SocketError IValueTaskSource<SocketError>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<SocketError>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<SocketError>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _completion.SetResult(SocketError);

    private ValueTask<SocketError> Start(Socket socket, Memory<byte>? buffer, Func<Socket, SocketOperation, bool> start)
    {
        _completion.Reset();
        try
        {
            if (buffer is { } bytes) SetBuffer(bytes);
            return start(socket, this)
                ? new ValueTask<SocketError>(this, _completion.Version)
                : new ValueTask<SocketError>(SocketError);
        }
        catch (ObjectDisposedException)
        {
            // The socket, and this with it, was closed between the caller's check and here.
            return new ValueTask<SocketError>(SocketError.OperationAborted);
        }
    }
}
