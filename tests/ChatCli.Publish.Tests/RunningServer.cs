using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatCli.Publish.Tests;

/// <summary>A server from somewhere on this machine, ended with this object.</summary>
internal sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly int _port;

    private RunningServer(Process process, int port) => (_process, _port) = (process, port);

    public int ProcessId => _process.Id;

    /// <summary>Starts a program on a port that the system chooses.</summary>
    public static async Task<RunningServer> StartAsync(string program, string folder)
    {
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(program, ["--port", "0", "--bind", "127.0.0.1", "--data", folder])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        Process process = Process.Start(start)!;
        string line = await process.StandardError.ReadLineAsync().WaitAsync(Patience) ?? "";
        string[] words = line.Split(", port ");
        if (words.Length == 2) return new RunningServer(process, int.Parse(words[1].Split(';')[0], CultureInfo.InvariantCulture));
        process.Kill();
        throw new InvalidOperationException($"The server did not start: {line}");
    }

    /// <summary>Whether it greets who says hello.</summary>
    public async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port).WaitAsync(Patience);
        using var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("{\"type\":\"hello\",\"id\":1,\"version\":1}\n"u8.ToArray());
        return (await reader.ReadLineAsync().WaitAsync(Patience))?.StartsWith("{\"type\":\"greeting\"", StringComparison.Ordinal) == true;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
