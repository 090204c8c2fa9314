namespace ChatCli.Client.Notices;

/// <summary>The server, as the person named it.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">A TCP port.</param>
internal sealed record ServerAddress(string Host, int Port);
