using System.Net;
using System.Net.Sockets;

namespace ChatCli.Torture;

/// <summary>Stands between the clients and the server, on one port for as long as it lives, so that links can be harmed.</summary>
internal sealed class Proxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _server;
    private readonly Func<ISabotage?>? _sabotage;
    private readonly List<ProxyLink> _links = [];

    /// <param name="serverPort">Where the server listens, now or later.</param>
    /// <param name="sabotage">What changes the lines of a link; null: nothing does.</param>
    public Proxy(int serverPort, Func<ISabotage?>? sabotage)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        _sabotage = sabotage;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The links that are not harmed yet.</summary>
    public IReadOnlyList<ProxyLink> Whole
    {
        get
        {
            lock (_links)
            {
                _links.RemoveAll(link => link.IsEnded);
                return [.. _links.Where(link => !link.IsHarmed)];
            }
        }
    }

    /// <summary>Ends the links that are harmed, so that their clients come again.</summary>
    public void Heal()
    {
        lock (_links)
        {
            foreach (ProxyLink link in _links.Where(link => link.IsHarmed)) link.Cut();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_links)
        {
            foreach (ProxyLink link in _links) link.Cut();
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = ConnectAsync(client);
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(_server);
        }
        catch (SocketException)
        {
            client.Close(0);
            server.Dispose();
            return;
        }
        var link = new ProxyLink(client, server, _sabotage?.Invoke());
        lock (_links) _links.Add(link);
        link.Start();
    }
}
