using ChatCli.Client.Loop;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary>
/// Lets a command ask the person: the next line is the answer to it and no command. While something slow is computed from the answers no line is
/// read. Used by the client's loop alone; whoever reads the next line may look at its purpose.
/// </summary>
internal sealed class Questions(ClientLoop loop)
{
    private Action<string?>? _answered;

    /// <summary>The purpose of the next line.</summary>
    public Question Next { get; private set; }

    /// <summary>Whether no line is to be read now.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Called when a line may be read again.</summary>
    public Action Released { get; set; } = static () => { };

    /// <summary>Asks for the next line, null when there will be none.</summary>
    public void Ask(Question question, Action<string?> answered) => (Next, _answered) = (question, answered);

    /// <summary>Gives a line, or the end, to whoever has asked; false when nobody has.</summary>
    public bool Take(string? line)
    {
        if (_answered is not { } answered) return false;
        (Next, _answered) = (Question.Command, null);
        answered(line);
        return true;
    }

    /// <summary>Computes something that takes long, elsewhere, and goes on with it on the loop.</summary>
    public void Compute<T>(Func<T> compute, Action<T> then)
    {
        IsBusy = true;
        _ = RunAsync();

        async Task RunAsync()
        {
            T result = await Task.Run(compute);
            await loop.PostAsync(() =>
            {
                IsBusy = false;
                then(result);
                Released();
            });
        }
    }
}
