using System.Threading.Channels;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;

namespace ChatCli.Fuzz.Targets;

/// <summary>A person made of a script, who looks at the text of everything that is shown.</summary>
internal sealed class ScriptedPerson(TextStyle style) : IUserInterface
{
    /// <summary>So many typed lines wait; a client that reads no more gets no more.</summary>
    private const int MostTyped = 16;

    private readonly NoticeText _words = new(style);
    private readonly Channel<string?> _typed = Channel.CreateBounded<string?>(MostTyped);
    private readonly Lock _gate = new();
    private string? _awaited;
    private TaskCompletionSource? _shown;
    private FindingException? _finding;

    public bool IsTerminal => style.IsTerminal;

    public bool CanAsk => style.IsTerminal;

    public bool HasReader => true;

    public ValueTask<string?> ReadLineAsync(Question question, CancellationToken cancellation) => _typed.Reader.ReadAsync(cancellation);

    public void Show(Notice notice)
    {
        string? text = _words.Of(notice);
        try
        {
            ShownLines.Check(text);
        }
        catch (FindingException e)
        {
            _finding ??= new FindingException($"{e.Message}: {text}");
        }
        lock (_gate)
        {
            if (text is not null && text == _awaited) _shown?.TrySetResult();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Type(string? line) => _typed.Writer.TryWrite(line);

    /// <summary>Completes when a line is shown.</summary>
    public Task WaitForAsync(string line)
    {
        lock (_gate)
        {
            _awaited = line;
            _shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _shown.Task;
        }
    }

    /// <summary>Throws what was found in a line.</summary>
    public void Check()
    {
        if (_finding is { } finding) throw finding;
    }
}
