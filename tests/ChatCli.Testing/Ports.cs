using System.Net;
using System.Net.Sockets;

namespace ChatCli.Testing;

/// <summary>Ports of the loopback address. The load generator and the torture program compile this file in.</summary>
internal static class Ports
{
    /// <summary>One that nobody listens on, below those that outgoing connections get: a server can be started on it again and again.</summary>
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // In use: try another.
            }
        }
    }
}
