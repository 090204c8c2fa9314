using System.Net.Sockets;

namespace ChatCli.Torture;

/// <summary>One client's link through the proxy. It may be harmed from anywhere, once.</summary>
/// <param name="client">To the client.</param>
/// <param name="server">To the server.</param>
/// <param name="sabotage">What changes its lines; null: nothing does.</param>
internal sealed class ProxyLink(Socket client, Socket server, ISabotage? sabotage)
{
    private readonly SemaphoreSlim _toClient = new(1);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStalled;
    private volatile bool _isHalfOpen;
    private volatile bool _isEnded;
    private double _truncatesUp = -1;
    private double _truncatesDown = -1;

    public bool IsEnded => _isEnded;

    public bool IsHarmed { get; private set; }

    public void Start()
    {
        client.NoDelay = server.NoDelay = true;
        _ = PumpAsync(client, server, isUp: true);
        _ = PumpAsync(server, client, isUp: false);
    }

    /// <summary>Ends it at once: both sides see a reset, and what was on its way is gone.</summary>
    public void Cut()
    {
        IsHarmed = true;
        _isEnded = true;
        client.Close(0);
        server.Close(0);
        _released.TrySetResult();
    }

    /// <summary>Lets only a part of the next bytes in one direction through, then ends it.</summary>
    /// <param name="isUp">Towards the server.</param>
    /// <param name="part">How much, 0 to 1.</param>
    public void Truncate(bool isUp, double part)
    {
        IsHarmed = true;
        if (isUp) Volatile.Write(ref _truncatesUp, part);
        else Volatile.Write(ref _truncatesDown, part);
    }

    /// <summary>Lets nothing through for a time, then everything.</summary>
    public async Task StallAsync(Task time)
    {
        IsHarmed = true;
        _isStalled = true;
        await time;
        _isStalled = false;
        _released.TrySetResult();
    }

    /// <summary>One side sees the end, the other sees nothing for a time.</summary>
    public async Task OpenHalfAsync(bool closesClient, Task time)
    {
        IsHarmed = true;
        _isHalfOpen = true;
        _isStalled = true;
        (closesClient ? client : server).Close(0);
        await time;
        Cut();
    }

    /// <summary>For <see cref="ISabotage"/>: sends whole lines to the client.</summary>
    public async Task SendToClientAsync(ReadOnlyMemory<byte> lines)
    {
        await _toClient.WaitAsync();
        try
        {
            await SendAllAsync(client, lines);
        }
        finally
        {
            _toClient.Release();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isUp)
    {
        byte[] buffer = new byte[16 * 1024];
        var lines = new LineSplitter();
        try
        {
            while (true)
            {
                int length = await from.ReceiveAsync(buffer);
                if (_isStalled) await _released.Task;
                if (length == 0) break;
                double part = Volatile.Read(ref isUp ? ref _truncatesUp : ref _truncatesDown);
                if (part >= 0)
                {
                    await SendAllAsync(to, buffer.AsMemory(0, (int)(part * length)));
                    // So that it arrives before the reset takes it away.
                    await Task.Delay(20);
                    Cut();
                    return;
                }
                if (sabotage is null) await SendAllAsync(to, buffer.AsMemory(0, length));
                else await SabotageAsync(lines, buffer.AsMemory(0, length), isUp);
            }
            to.Shutdown(SocketShutdown.Send);
            if (isUp) return;
            _isEnded = true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!_isHalfOpen) Cut();
        }
    }

    private async Task SabotageAsync(LineSplitter lines, ReadOnlyMemory<byte> bytes, bool isUp)
    {
        foreach (byte[] line in lines.Add(bytes.Span))
        {
            byte[]? changed = isUp ? await sabotage!.UpAsync(this, line) : sabotage!.Down(this, line);
            if (changed is null) continue;
            if (isUp) await SendAllAsync(server, changed);
            else await SendToClientAsync(changed);
        }
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <summary>Cuts bytes into lines.</summary>
    private sealed class LineSplitter
    {
        private readonly List<byte> _rest = [];

        public List<byte[]> Add(ReadOnlySpan<byte> bytes)
        {
            List<byte[]> lines = [];
            foreach (byte b in bytes)
            {
                _rest.Add(b);
                if (b != '\n') continue;
                lines.Add([.. _rest]);
                _rest.Clear();
            }
            return lines;
        }
    }
}
