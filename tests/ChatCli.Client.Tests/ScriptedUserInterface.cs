using System.Threading.Channels;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;

namespace ChatCli.Client.Tests;

/// <summary>A person made of a script: types lines, and sees the text of what is shown line after line.</summary>
internal sealed class ScriptedUserInterface(bool isTerminal = false, TextStyle? style = null) : IUserInterface
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(20);

    private readonly NoticeText _words = new(style ?? new TextStyle(isTerminal));
    private readonly Channel<string?> _typed = Channel.CreateUnbounded<string?>();
    private readonly Channel<string> _shown = Channel.CreateUnbounded<string>();

    public bool IsTerminal => isTerminal;

    public bool CanAsk => isTerminal;

    public bool HasReader { get; set; } = true;

    public async ValueTask<string?> ReadLineAsync(Question question, CancellationToken cancellation)
    {
        if (question != Question.Command) _shown.Writer.TryWrite($"[{_words.Of(question)}{(question.IsSecret() ? "secret" : "")}]");
        return await _typed.Reader.ReadAsync(cancellation);
    }

    public void Show(Notice notice)
    {
        foreach (string line in _words.Of(notice)?.Split('\n') ?? []) _shown.Writer.TryWrite(line);
    }

    /// <summary>The text of a notice; null for none.</summary>
    public static string? TextOf(Notice? notice) => notice is null ? null : new NoticeText(new TextStyle(IsTerminal: false)).Of(notice);

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
