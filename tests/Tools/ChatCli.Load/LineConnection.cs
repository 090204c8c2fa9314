using System.Net.Sockets;
using ChatCli.Protocol.Bytes;

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

    protected LineConnection(Socket socket, IByteConnection? encrypted = null)
        : base(true)
    {
        Encrypted = encrypted;
        socket.NoDelay = true;
        socket.Blocking = false;
        Socket = socket;
        SetBuffer([], 0, 0);
    }

    protected Socket Socket { get; }

    /// <summary>What encrypts the bytes of the socket and takes them in its place; null: nothing does.</summary>
    protected IByteConnection? Encrypted { get; }

    /// <summary>Whether the connection has ended, by either side.</summary>
    public bool Closed => Volatile.Read(ref _closed) != 0;

    /// <summary>Begins to receive.</summary>
    public void Start()
    {
        if (Encrypted is not null) ReceiveEncrypted(Encrypted);
        else if (!Socket.ReceiveAsync(this)) Receive();
    }

    /// <summary>Ends the connection at once, with a reset; may be called from any thread.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        Socket.LingerState = new LingerOption(true, 0);
        Encrypted?.Close();
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

    // An exception ends the program, as one on the event thread does.
    private async void ReceiveEncrypted(IByteConnection encrypted)
    {
        while (await encrypted.WaitToReceiveAsync())
        {
            // Written to on the event thread alone, just before this goes on.
            int count = await encrypted.ReceiveAsync(Shared.AsMemory(_restLength));
            if (count == 0 || !TakeBatch(count)) break;
        }
        Close();
    }

    private bool ReceiveBatch()
    {
        int count = Socket.Receive(Shared.AsSpan(_restLength), SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock) return true;
        return error == SocketError.Success && count > 0 && TakeBatch(count);
    }

    /// <summary>Takes what was received into the shared buffer, behind the room for the rest of before.</summary>
    private bool TakeBatch(int count)
    {
        if (_restLength > 0) _rest.AsSpan(0, _restLength).CopyTo(Shared);
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
