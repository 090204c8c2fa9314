using System.Net.Sockets;

namespace ChatCli.Load;

/// <summary>A connection that hands over whole lines; all of them run on the one event thread. Hot path.</summary>
internal abstract class LineConnection : SocketAsyncEventArgs
{
    private const int MaxLine = 64 * 1024;

    // One event thread, so one buffer for all; an idle connection waits with a receive of 0 bytes and holds none.
    private static readonly byte[] Shared = GC.AllocateUninitializedArray<byte>(256 * 1024, pinned: true);

    private byte[]? _rest;
    private int _restLength;
    private int _closed;

    protected LineConnection(Socket socket)
        : base(true)
    {
        socket.NoDelay = true;
        socket.Blocking = false;
        Socket = socket;
        SetBuffer([], 0, 0);
    }

    protected Socket Socket { get; }

    /// <summary>Whether the connection has ended, by either side.</summary>
    public bool Closed => Volatile.Read(ref _closed) != 0;

    /// <summary>Begins to receive.</summary>
    public void Start()
    {
        if (!Socket.ReceiveAsync(this)) Receive();
    }

    /// <summary>Ends the connection at once, with a reset; may be called from any thread.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
        OnClosed();
    }

    /// <summary>Takes the whole lines in data and returns how many bytes they have.</summary>
    protected abstract int Take(ReadOnlySpan<byte> data);

    /// <summary>Called once for each batch, after <see cref="Take"/>.</summary>
    protected virtual void OnTaken()
    {
    }

    /// <summary>Called once, after the end.</summary>
    protected abstract void OnClosed();

    protected override void OnCompleted(SocketAsyncEventArgs e) => Receive();

    private void Receive()
    {
        try
        {
            do
            {
                if (SocketError != SocketError.Success || !ReceiveBatch())
                {
                    Close();
                    return;
                }
            }
            while (!Socket.ReceiveAsync(this));
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, by a handler or from outside.
        }
    }

    private bool ReceiveBatch()
    {
        if (_restLength > 0) _rest.AsSpan(0, _restLength).CopyTo(Shared);
        int count = Socket.Receive(Shared.AsSpan(_restLength), SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock) return true;
        if (error != SocketError.Success || count == 0) return false;

        ReadOnlySpan<byte> data = Shared.AsSpan(0, _restLength + count);
        int taken = Take(data);
        Keep(data[taken..]);
        OnTaken();
        return _restLength <= MaxLine;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        _restLength = rest.Length;
        if (rest.IsEmpty)
        {
            _rest = null;
            return;
        }
        if (_rest is null || _rest.Length < rest.Length) _rest = new byte[Math.Max(rest.Length, 256)];
        rest.CopyTo(_rest);
    }
}
