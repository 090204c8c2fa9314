namespace ChatCli.Client.Screen;

/// <summary>Where lines of text are read and shown: a terminal, or two pipes. <see cref="TextInterface"/> has the words.</summary>
internal interface ILineScreen : IAsyncDisposable
{
    /// <summary>See <see cref="Notices.IUserInterface.IsTerminal"/>.</summary>
    bool IsTerminal { get; }

    /// <summary>See <see cref="Notices.IUserInterface.CanAsk"/>.</summary>
    bool CanAsk { get; }

    /// <summary>See <see cref="Notices.IUserInterface.HasReader"/>.</summary>
    bool HasReader { get; }

    /// <summary>
    /// The next line, without its end; null at the end of input. One call at a time. With <paramref name="secret"/> nothing of
    /// what is typed is shown. Lines printed meanwhile do not disturb what has been typed.
    /// </summary>
    ValueTask<string?> ReadLineAsync(string prompt, bool secret, CancellationToken cancellation);

    /// <summary>Shows one line or several, together. May be called from any thread. The text MUST be inert already.</summary>
    void Print(string text);
}
