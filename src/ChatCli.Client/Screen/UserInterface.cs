namespace ChatCli.Client.Screen;

/// <summary>Lines from standard input, lines to standard output.</summary>
internal sealed class UserInterface : IUserInterface
{
    public bool IsTerminal => false;

    public static IUserInterface Open() => new UserInterface();

    public async ValueTask<string?> ReadLineAsync(string prompt, bool secret, CancellationToken cancellation)
    {
        if (prompt.Length > 0) Print(prompt);
        return await Task.Run(Console.In.ReadLine, cancellation).WaitAsync(cancellation);
    }

    public void Print(string line) => Console.Out.WriteLine(line);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
