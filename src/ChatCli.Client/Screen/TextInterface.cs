using ChatCli.Client.Notices;
using ChatCli.Client.Words;

namespace ChatCli.Client.Screen;

/// <summary>The user interface of text: notices and questions get their words here, on the way to a screen of lines.</summary>
internal sealed class TextInterface(ILineScreen screen, NoticeText words) : IUserInterface
{
    public bool IsTerminal => screen.IsTerminal;

    public bool CanAsk => screen.CanAsk;

    public bool HasReader => screen.HasReader;

    public ValueTask<string?> ReadLineAsync(Question question, CancellationToken cancellation) =>
        screen.ReadLineAsync(words.Of(question), question.IsSecret(), cancellation);

    public void Show(Notice notice)
    {
        if (words.Of(notice) is { } text) screen.Print(text);
    }

    public ValueTask DisposeAsync() => screen.DisposeAsync();
}
