using System.Text;
using ChatCli.Protocol.Frames;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>One connection of a client to a server that answers only what lets it go on, and else says what it is told to.</summary>
internal sealed class ScriptedServer
{
    private readonly LinePeer _peer;
    private readonly SemaphoreSlim _sending = new(1);

    /// <param name="connection">The server's end.</param>
    /// <param name="wrong">What it says once instead of its first answer; null: nothing wrong.</param>
    public ScriptedServer(InMemoryConnection connection, byte[]? wrong = null)
    {
        _peer = new LinePeer(connection);
        Ended = AnswerAsync(wrong);
    }

    /// <summary>Completes when the client has ended the connection.</summary>
    public Task Ended { get; }

    /// <summary>The id of the last request.</summary>
    public long LastId { get; private set; }

    public async Task SendAsync(IEnumerable<byte[]> lines)
    {
        await _sending.WaitAsync();
        await _peer.SendAsync(lines);
        _sending.Release();
    }

    public void Close() => _peer.Connection.Close();

    private async Task AnswerAsync(byte[]? wrong)
    {
        while (await _peer.ReadAsync() is { } line)
        {
            LastId = FrameId.Find(Encoding.UTF8.GetBytes(line)) ?? 0;
            if (Answer(line) is not { } answer) continue;
            await SendAsync([wrong ?? Encoding.UTF8.GetBytes(answer)]);
            wrong = null;
        }
        _peer.Connection.Close();
    }

    private string? Answer(string line) => line.Split('"') is [_, "type", _, var type, ..] ? type switch
    {
        "hello" => $$"""{"type":"greeting","id":{{LastId}},"version":1,"server":"fuzz","maxLine":65536,"maxText":10000}""",
        "resume" or "login" => $$"""{"type":"welcome","id":{{LastId}},"name":"hans","token":"00"}""",
        "ping" or "logout" => $$"""{"type":"ok","id":{{LastId}}}""",
        _ => null,
    } : null;
}
