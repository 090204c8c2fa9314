namespace ChatCli.Client.Notices;

/// <summary>
/// What one command answers. Answers are shown in the order in which the commands were given: one that comes early is held
/// until those before it have ended.
/// </summary>
internal sealed class Answer
{
    private readonly Answers _answers;
    private readonly List<string> _held = [];

    internal Answer(Answers answers) => _answers = answers;

    /// <summary>True when nothing more follows.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Shows a line of this answer as soon as it is its turn.</summary>
    public void Line(string line)
    {
        _held.Add(line);
        _answers.Show();
    }

    /// <summary>Ends the answer, with a last line where there is one.</summary>
    public void End(string? line = null)
    {
        if (line is not null) _held.Add(line);
        HasEnded = true;
        _answers.Show();
    }

    internal void Show(IUserInterface screen)
    {
        foreach (string line in _held) screen.Print(line);
        _held.Clear();
    }
}

/// <summary>The answers that are being given, in the order of their commands. Used by the client's loop alone.</summary>
internal sealed class Answers(IUserInterface screen)
{
    private readonly Queue<Answer> _open = new();

    /// <summary>Begins the answer to the next command.</summary>
    public Answer Begin()
    {
        var answer = new Answer(this);
        _open.Enqueue(answer);
        return answer;
    }

    internal void Show()
    {
        while (_open.TryPeek(out Answer? first))
        {
            first.Show(screen);
            if (!first.HasEnded) return;
            _open.Dequeue();
        }
    }
}
