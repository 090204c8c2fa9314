using System.Diagnostics;
using System.Net;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>The server as a process of its own, for what only the end of a process shows.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _errors = [];

    private ServerProcess(Process process) => _process = process;

    public int Port { get; private set; }

    /// <summary>Starts it in a folder and waits until it listens; null when it ended instead.</summary>
    public static async Task<ServerProcess?> StartAsync(string credentials, string data)
    {
        ServerProcess server = Start(["0", "--bind", "127.0.0.1", "--credentials", credentials, "--data", data, "--message-rate", "0"]);
        while (await server._process.StandardError.ReadLineAsync().WaitAsync(ScriptedClient.Patience) is { } line)
        {
            if (line.Contains("listening on"))
            {
                server.Port = int.Parse(line.Split(", port ")[1].Split(';')[0]);
                return server;
            }
            server._errors.Add(line);
        }
        server.Dispose();
        return null;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using ServerProcess server = Start(arguments);
        Task<string> output = server._process.StandardOutput.ReadToEndAsync(), errors = server._process.StandardError.ReadToEndAsync();
        await server._process.WaitForExitAsync().WaitAsync(ScriptedClient.Patience);
        return (server._process.ExitCode, (await output).TrimEnd(), (await errors).TrimEnd());
    }

    public async Task<ScriptedClient> ConnectAsync() =>
        new(await SocketConnection.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), CancellationToken.None)
            ?? throw new InvalidOperationException("The server does not listen."));

    /// <summary>A client of a user who is online.</summary>
    public async Task<ScriptedClient> LoginAsync(string name, string password)
    {
        ScriptedClient client = await ConnectAsync();
        await client.AskAsync("hello", ("version", 1));
        WireLine answer = await client.LoginAsync(name, password);
        return answer.Type == "welcome" ? client : throw new InvalidOperationException(answer.Raw);
    }

    /// <summary>Ends it as the power switch does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static ServerProcess Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", "--roll-forward", "Major", Path.Combine(AppContext.BaseDirectory, "chatcli-server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ServerProcess(Process.Start(start)!);
    }
}
