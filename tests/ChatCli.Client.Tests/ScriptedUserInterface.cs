using System.Threading.Channels;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Tests;

/// <summary>A person made of a script: types lines, and sees what is shown line after line.</summary>
internal sealed class ScriptedUserInterface(bool isTerminal = false) : IUserInterface
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(20);

    private readonly Channel<string?> _typed = Channel.CreateUnbounded<string?>();
    private readonly Channel<string> _shown = Channel.CreateUnbounded<string>();

    public bool IsTerminal => isTerminal;

    public bool CanAsk => isTerminal;

    public bool HasReader { get; set; } = true;

    public async ValueTask<string?> ReadLineAsync(string prompt, bool secret, CancellationToken cancellation)
    {
        if (prompt.Length > 2) Print($"[{prompt}{(secret ? "secret" : "")}]");
        return await _typed.Reader.ReadAsync(cancellation);
    }

    public void Print(string line) => _shown.Writer.TryWrite(line);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Type(params string[] lines)
    {
        foreach (string line in lines) _typed.Writer.TryWrite(line);
    }

    public void EndInput() => _typed.Writer.TryWrite(null);

    /// <summary>The next line shown; a prompt stands in brackets.</summary>
    public async Task<string> NextAsync() => await _shown.Reader.ReadAsync().AsTask().WaitAsync(TooLong);

    /// <summary>The next few lines shown, one a line.</summary>
    public async Task<string> NextAsync(int count)
    {
        var lines = new List<string>();
        for (int i = 0; i < count; i++) lines.Add(await NextAsync());
        return string.Join('\n', lines);
    }

    /// <summary>What was shown and not asked for yet.</summary>
    public string Rest()
    {
        var lines = new List<string>();
        while (_shown.Reader.TryRead(out string? line)) lines.Add(line);
        return string.Join('\n', lines);
    }
}
