namespace ChatCli.Client.Notices;

/// <summary>Where the person's lines come from and where notices are shown: a terminal, or two pipes.</summary>
internal interface IUserInterface : IAsyncDisposable
{
    /// <summary>True when a person sits at a terminal; false when lines come from a file or pipe.</summary>
    bool IsTerminal { get; }

    /// <summary>Whether a person types the lines, who can be asked what no script can know.</summary>
    bool CanAsk { get; }

    /// <summary>False once it is known that nobody gets what is shown any more.</summary>
    bool HasReader { get; }

    /// <summary>The next line, without its end; null at the end of input. One call at a time. Notices shown meanwhile do not disturb what has been typed.</summary>
    ValueTask<string?> ReadLineAsync(Question question, CancellationToken cancellation);

    /// <summary>Shows a notice. May be called from any thread.</summary>
    void Show(Notice notice);
}
