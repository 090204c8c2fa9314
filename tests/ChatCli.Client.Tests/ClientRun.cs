using ChatCli.Client.Link;
using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Client.Tests;

/// <summary>A logged-in client over an in-memory connection to a scripted server, with a scripted person.</summary>
internal sealed class ClientRun
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();

    private ClientRun(string name, bool isTerminal, TimeProvider? time, Func<string, int, CancellationToken, Task<IByteConnection?>>? dial, int maxRead)
    {
        (InMemoryConnection client, InMemoryConnection server) = InMemoryConnection.Pair(maxRead: maxRead);
        Screen = new ScriptedUserInterface(isTerminal);
        Server = new LineConversation(server);
        dial ??= async (host, port, cancellation) => await SocketConnection.ConnectAsync(host, port, cancellation);
        Exit = new ChatClient(name, Screen, new ServerLink(client), dial, time ?? TimeProvider.System).RunAsync(_stop.Token).WaitAsync(TooLong);
    }

    public ScriptedUserInterface Screen { get; }

    public LineConversation Server { get; }

    /// <summary>The exit status, once the client has ended.</summary>
    public Task<int> Exit { get; }

    public static async Task<ClientRun> StartAsync(
        string name = "ann", bool isTerminal = false, TimeProvider? time = null,
        Func<string, int, CancellationToken, Task<IByteConnection?>>? dial = null, int maxRead = int.MaxValue)
    {
        var run = new ClientRun(name, isTerminal, time, dial, maxRead);
        await Assert.That(await run.Screen.NextAsync()).IsEqualTo($"Welcome to ChatCli, {name}! Type help for the commands.");
        return run;
    }

    /// <summary>What a signal does.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Types a line, and returns the request that it becomes.</summary>
    public async Task<string?> RequestOfAsync(string line)
    {
        Screen.Type(line);
        return await Server.NextAsync();
    }

    /// <summary>Types a line, and returns what is shown for it.</summary>
    public async Task<string> ShownForAsync(string line)
    {
        Screen.Type(line);
        return await Screen.NextAsync();
    }

    /// <summary>What the server tells, and what is shown of it.</summary>
    public async Task<string> ShownOfAsync(string told)
    {
        await Server.SendAsync(told);
        return await Screen.NextAsync();
    }

    /// <summary>Logs out in good order and checks that nothing else was sent or shown.</summary>
    public async Task EndAsync(long nextId)
    {
        await Assert.That(await RequestOfAsync("logout")).IsEqualTo($$"""{"type":"logout","id":{{nextId}}}""");
        await Server.SendAsync($$"""{"type":"ok","id":{{nextId}}}""");
        await Assert.That(await Screen.NextAsync()).IsEqualTo("logged out");
        await Assert.That(await Exit).IsEqualTo(0);
        await Assert.That(Screen.Rest()).IsEqualTo("");
    }
}
