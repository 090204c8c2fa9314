namespace ChatCli.Client.Notices;

/// <summary>
/// The answer to one command. Answers are shown in the order in which the commands were given: one that comes early is held
/// until those before it have ended.
/// </summary>
internal sealed class Answer
{
    private readonly Answers _answers;
    private readonly List<Notice> _held = [];

    internal Answer(Answers answers, string command) => (_answers, Command) = (answers, command);

    /// <summary>The command, as it was typed.</summary>
    public string Command { get; }

    /// <summary>True when nothing more follows.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Shows a part of this answer as soon as it is its turn.</summary>
    public void Show(Notice notice)
    {
        _held.Add(notice);
        _answers.Show();
    }

    /// <summary>Ends the answer, with a last notice where there is one.</summary>
    public void End(Notice? notice = null)
    {
        if (notice is not null) _held.Add(notice);
        HasEnded = true;
        _answers.Show();
    }

    internal void ShowHeld(IUserInterface screen)
    {
        foreach (Notice notice in _held) screen.Show(notice);
        _held.Clear();
    }
}

/// <summary>The answers that are being given, in the order of their commands. Used by the client's loop alone.</summary>
internal sealed class Answers(IUserInterface screen)
{
    private readonly Queue<Answer> _open = new();

    /// <summary>Begins the answer to the next command.</summary>
    public Answer Begin(string command)
    {
        var answer = new Answer(this, command);
        _open.Enqueue(answer);
        return answer;
    }

    internal void Show()
    {
        while (_open.TryPeek(out Answer? first))
        {
            first.ShowHeld(screen);
            if (!first.HasEnded) return;
            _open.Dequeue();
        }
    }
}
