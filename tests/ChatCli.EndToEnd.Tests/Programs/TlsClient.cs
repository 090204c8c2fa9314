using System.Net;
using System.Text;
using ChatCli.Protocol.Bytes;

namespace ChatCli.EndToEnd.Tests;

/// <summary>An encrypted connection to a server, which speaks the wire itself.</summary>
internal sealed class TlsClient : IAsyncDisposable
{
    private readonly TlsConnection _connection;

    private TlsClient(TlsConnection connection) => _connection = connection;

    /// <summary>Of the key that the server has shown.</summary>
    public string Fingerprint => $"{_connection.RemoteKey}";

    /// <summary>What a log-in is bound to.</summary>
    public byte[]? ChannelBinding => _connection.ChannelBinding;

    public static async Task<TlsClient> ConnectAsync(int port)
    {
        using var patience = new CancellationTokenSource(ProgramRun.Patience);
        SocketConnection socket = await SocketConnection.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), patience.Token)
            ?? throw new InvalidOperationException("The server does not listen.");
        (TlsConnection? connection, TlsFailure failure) = await TlsConnection.ConnectAsync(socket, "localhost", static _ => true, patience.Token);
        return new TlsClient(connection ?? throw new InvalidOperationException($"No TLS connection: {failure}"));
    }

    /// <summary>Sends a line and receives one.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _connection.SendAsync(Encoding.UTF8.GetBytes(line + "\n"));
        byte[] answer = new byte[10_000];
        int length = 0;
        do
        {
            int received = await _connection.ReceiveAsync(answer.AsMemory(length)).AsTask().WaitAsync(ProgramRun.Patience);
            if (received == 0) throw new InvalidOperationException($"The connection ended after \"{line}\".");
            length += received;
        }
        while (answer[length - 1] != '\n');
        return Encoding.UTF8.GetString(answer, 0, length);
    }

    public ValueTask DisposeAsync()
    {
        _connection.Close();
        return ValueTask.CompletedTask;
    }
}
