namespace ChatCli.Client.Notices;

/// <summary>The purpose of the next line.</summary>
internal enum Question : byte
{
    /// <summary>A command: the usual prompt.</summary>
    Command,

    /// <summary>The name to log in with.</summary>
    Name,

    /// <summary>The password of an account.</summary>
    Password,

    /// <summary>The password of a new account.</summary>
    ChosenPassword,

    /// <summary>The password of a new account again.</summary>
    ChosenPasswordAgain,

    /// <summary>The password that is to be changed.</summary>
    PresentPassword,

    /// <summary>The password to change it to.</summary>
    NewPassword,

    /// <summary>The password to change it to again.</summary>
    NewPasswordAgain,

    /// <summary>Whether the key of a server is the right one: yes or no.</summary>
    IsRightServer,
}

/// <summary>Says which answers are secret, for all user interfaces.</summary>
internal static class QuestionSecrecy
{
    /// <summary>Whether the line must not be shown while it is typed.</summary>
    public static bool IsSecret(this Question question) => question is not (Question.Command or Question.Name or Question.IsRightServer);
}
