using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChatCli.Load;

/// <summary>
/// The reference: a line relay that does nothing but route by number, on one event thread and without locks.
/// <c>ME id</c> and <c>HI</c> are answered <c>OK</c>; <c>TO id text</c> and <c>ALL text</c> arrive as <c>FR id text</c>.
/// </summary>
internal sealed partial class Relay
{
    private const int MaxId = 1 << 17;
    private const int TerminateSignal = 15;
    private const int SetParentDeathSignal = 1;

    private readonly RelayConnection?[] _byId = new RelayConnection?[MaxId];
    private readonly List<RelayConnection> _online = [];

    // Who has output since the batch of reads began: one send for each.
    private readonly List<RelayConnection> _waiting = [];

    /// <summary>Serves until the process is ended.</summary>
    public static void Run(int port)
    {
        // The relay never outlives the measuring process, not even when that is killed.
        _ = ProcessControl(SetParentDeathSignal, TerminateSignal, 0, 0, 0);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        using var acceptor = new RelayAcceptor(listener, new Relay());
        acceptor.Start();
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Takes one line, its end included.</summary>
    public void Take(RelayConnection from, ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("TO "u8))
        {
            if (Utf8Parser.TryParse(line[3..], out int id, out int digits) && (uint)id < MaxId && _byId[id] is { } to)
                to.Put(from.Header, line[(3 + digits)..]);
            else
                from.Put("ERR no such id\n"u8, default);
        }
        else if (line.StartsWith("ALL "u8))
        {
            foreach (RelayConnection to in CollectionsMarshal.AsSpan(_online))
            {
                if (to != from) to.Put(from.Header, line[3..]);
            }
        }
        else if (line.StartsWith("ME "u8) && Utf8Parser.TryParse(line[3..], out int id, out _) && Join(from, id))
        {
            from.Put("OK\n"u8, default);
        }
        else
        {
            from.Put(line.SequenceEqual("HI\n"u8) ? "OK\n"u8 : "ERR\n"u8, default);
        }
    }

    /// <summary>The connection has its first output of this batch.</summary>
    public void Enqueue(RelayConnection connection) => _waiting.Add(connection);

    /// <summary>Sends what the batch has brought.</summary>
    public void SendAll()
    {
        foreach (RelayConnection connection in CollectionsMarshal.AsSpan(_waiting)) connection.Send();
        _waiting.Clear();
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Leave(RelayConnection connection)
    {
        if (connection.Id < 0) return;
        _byId[connection.Id] = null;
        RelayConnection last = _online[^1];
        _online[connection.Position] = last;
        last.Position = connection.Position;
        _online.RemoveAt(_online.Count - 1);
    }

    private bool Join(RelayConnection connection, int id)
    {
        if ((uint)id >= MaxId || _byId[id] is not null || connection.Id >= 0) return false;
        connection.Join(id, _online.Count);
        _byId[id] = connection;
        _online.Add(connection);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    /// <summary>Accepts on the event thread, so that nothing here needs a lock.</summary>
    private sealed class RelayAcceptor(Socket listener, Relay relay) : SocketAsyncEventArgs(true)
    {
        public void Start()
        {
            while (!listener.AcceptAsync(this)) Take();
        }

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            Take();
            Start();
        }

        private void Take()
        {
            Socket? socket = AcceptSocket;
            AcceptSocket = null;
            if (SocketError == SocketError.Success && socket is not null) new RelayConnection(socket, relay).Start();
        }
    }
}
