using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>Writes the server's address.</summary>
internal static class Address
{
    /// <summary>Host and port.</summary>
    public static string Of(ServerAddress server) => $"{Inert.Text(server.Host)} port {Number.Of(server.Port)}";
}
