using System.Diagnostics;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>Turns notices and questions into text for a terminal or a pipe. The text is inert: foreign names and texts in it do no harm there.</summary>
internal sealed class NoticeText(TextStyle style)
{
    private readonly MessageWords _messages = new(style);

    /// <summary>The text of a notice, in one line or several, without a line end; null when this style does not show it.</summary>
    public string? Of(Notice notice) => notice switch
    {
        MessageNotice message => _messages.Of(message),
        UserNotice user => UserWords.Of(user),
        PrivateNotice chat => PrivateWords.Of(chat),
        CommandNotice command => CommandWords.Of(command),
        ConnectionNotice connection => ConnectionWords.Of(connection),
        LoginNotice login => LoginWords.Of(login),
        TrustNotice trust => TrustWords.Of(trust),
        FileNotice file => FileWords.Of(file),
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    /// <summary>The prompt of a question; empty where none is shown.</summary>
    public string Of(Question question) => question switch
    {
        Question.Command => style.IsTerminal ? "> " : "",
        Question.Name => "Username: ",
        Question.Password => "Password: ",
        Question.ChosenPassword => "Choose a password: ",
        Question.ChosenPasswordAgain => "Repeat the password: ",
        Question.PresentPassword => "Present password: ",
        Question.NewPassword => "New password: ",
        Question.NewPasswordAgain => "Repeat the new password: ",
        Question.IsRightServer => "Is it the right one, yes or no? ",
        _ => throw new UnreachableException($"No prompt for {question}."),
    };
}
