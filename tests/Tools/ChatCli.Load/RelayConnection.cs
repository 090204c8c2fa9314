using System.Net.Sockets;
using System.Text;

namespace ChatCli.Load;

/// <summary>One user of the <see cref="Relay"/>. Hot path.</summary>
internal sealed class RelayConnection(Socket socket, Relay relay) : LineConnection(socket)
{
    private const int MaxKept = 16 * 1024;

    private byte[]? _output;
    private int _sent;
    private int _length;
    private bool _waiting;
    private BlockedSend? _blocked;

    /// <summary>The user's number; -1 before <c>ME</c>.</summary>
    public int Id { get; private set; } = -1;

    /// <summary>Where the relay's list of users has this one.</summary>
    public int Position { get; set; }

    /// <summary><c>FR id</c>, made once.</summary>
    public byte[] Header { get; private set; } = [];

    /// <summary>Gives the connection its number.</summary>
    public void Join(int id, int position)
    {
        Id = id;
        Position = position;
        Header = Encoding.ASCII.GetBytes($"FR {id}");
    }

    /// <summary>Adds a line, in two parts, to the output of this batch.</summary>
    public void Put(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (Closed) return;
        int length = _length + head.Length + tail.Length;
        if (_output is null || length > _output.Length) Grow(length);
        head.CopyTo(_output.AsSpan(_length));
        tail.CopyTo(_output.AsSpan(_length + head.Length));
        _length = length;
        if (_waiting) return;
        _waiting = true;
        relay.Enqueue(this);
    }

    /// <summary>Sends what there is; what the kernel does not take goes on when it does.</summary>
    public void Send()
    {
        while (!Closed && _sent < _length)
        {
            int count = Socket.Send(_output.AsSpan(_sent, _length - _sent), SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                _sent += count;
                continue;
            }
            if (error != SocketError.WouldBlock)
            {
                Close();
                return;
            }

            // Put may replace the array meanwhile: the operation keeps the old one, whose bytes from here on are the same.
            _blocked ??= new BlockedSend(this);
            _blocked.SetBuffer(_output, _sent, _length - _sent);
            if (Socket.SendAsync(_blocked)) return;
            _sent += _blocked.BytesTransferred;
        }
        _sent = _length = 0;
        if (_output is { Length: > MaxKept }) _output = null;
        _waiting = false;
    }

    protected override int Take(ReadOnlySpan<byte> data)
    {
        int taken = 0;
        int length;
        while ((length = data[taken..].IndexOf((byte)'\n') + 1) > 0)
        {
            relay.Take(this, data.Slice(taken, length));
            taken += length;
        }
        return taken;
    }

    protected override void OnTaken() => relay.SendAll();

    protected override void OnClosed()
    {
        _output = null;
        relay.Leave(this);
    }

    private void Grow(int length)
    {
        int capacity = _output?.Length ?? 512;
        while (capacity < length) capacity *= 2;
        Array.Resize(ref _output, capacity);
    }

    /// <summary>A send that waits for the kernel to take more.</summary>
    private sealed class BlockedSend(RelayConnection owner) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (SocketError != SocketError.Success)
            {
                owner.Close();
                return;
            }
            owner._sent += BytesTransferred;
            owner.Send();
        }
    }
}
