using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ChatCli.Load;

/// <summary>
/// Connections that only want to harm: a quarter each are silent, drip a line a byte a second, send garbage, and begin a TLS handshake, which
/// makes the server compute, without ending it. Those that are closed connect again within a second. From four loopback addresses, a thread each.
/// </summary>
internal sealed class Attackers : IDisposable
{
    private const int Addresses = 4;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private readonly IPEndPoint _server;
    private readonly byte[] _hello = ClientHello();
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _end = new();
    private long _connects;
    private int _ready;

    public Attackers(int port, int connections)
    {
        _server = new IPEndPoint(IPAddress.Loopback, port);
        _threads = [.. Enumerable.Range(0, Addresses).Select(i => new Thread(() => Run(i, connections / Addresses)))];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>How often they have connected.</summary>
    public long Connects => Interlocked.Read(ref _connects);

    /// <summary>Whether all of them have connected at least once.</summary>
    public bool IsComplete => Volatile.Read(ref _ready) == Addresses;

    public void Dispose()
    {
        _end.Cancel();
        foreach (Thread thread in _threads) thread.Join();
        _end.Dispose();
    }

    private void Run(int address, int count)
    {
        var from = new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + address)]), 0);
        var sockets = new Socket?[count];
        byte[] line = """{"type":"hello","id":1,"version":1,"padding":"""u8.ToArray();
        byte[] garbage = new byte[200];
        var random = new Random(address);
        for (int round = 0; !_end.IsCancellationRequested; round++)
        {
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            for (int i = 0; i < count && !_end.IsCancellationRequested; i++)
            {
                if (sockets[i] is { } old && IsClosed(old))
                {
                    old.Dispose();
                    sockets[i] = null;
                }
                sockets[i] ??= Connect(from);
                if (i % 4 == 0) continue;
                // Half of the garbage begins like the protocol.
                if (i % 4 == 2) random.NextBytes(garbage);
                if (i % 8 == 2) garbage[0] = (byte)'{';
                ReadOnlySpan<byte> bytes = (i % 4) switch
                {
                    1 => line.AsSpan(round % line.Length, 1),
                    2 => garbage,
                    _ => _hello,
                };
                sockets[i]?.Send(bytes, SocketFlags.None, out _);
            }
            if (round == 0) Interlocked.Increment(ref _ready);
            TimeSpan left = Round - System.Diagnostics.Stopwatch.GetElapsedTime(began);
            if (left > TimeSpan.Zero) _end.Token.WaitHandle.WaitOne(left);
        }
        foreach (Socket? socket in sockets) socket?.Dispose();
    }

    /// <summary>What a TLS client says first.</summary>
    private static byte[] ClientHello()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using Socket accepted = listener.AcceptSocket();
        using var encrypted = new SslStream(client.GetStream());
        Task handshake = encrypted.AuthenticateAsClientAsync("localhost");
        byte[] hello = new byte[16 * 1024];
        int length = accepted.Receive(hello);
        accepted.Close();
        // It gets no answer.
        handshake.ContinueWith(static failed => failed.Exception, TaskScheduler.Default).Wait();
        return hello[..length];
    }

    private Socket? Connect(IPEndPoint from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 100 };
        // So that the ports are free again at once.
        socket.LingerState = new LingerOption(true, 0);
        try
        {
            socket.Bind(from);
            socket.Connect(_server);
            Interlocked.Increment(ref _connects);
            return socket;
        }
        catch (SocketException)
        {
            // Refused or reset: again in the next round.
            socket.Dispose();
            return null;
        }
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectError) || (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
