using System.Net;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Protocol.Tests;

/// <summary>Two sockets that are connected to each other.</summary>
internal static class SocketPair
{
    public static async Task<(SocketConnection Near, SocketConnection Far)> OpenAsync()
    {
        using SocketListener listener = SocketListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Task<SocketConnection?> connecting = SocketConnection.ConnectAsync(listener.LocalEndPoint, CancellationToken.None);
        (SocketConnection? far, _) = await listener.AcceptAsync();
        return ((await connecting)!, far!);
    }
}
