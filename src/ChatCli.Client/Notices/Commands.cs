namespace ChatCli.Client.Notices;

/// <summary>About commands: help, and why one was not done.</summary>
internal abstract record CommandNotice : Notice;

/// <summary>All commands.</summary>
/// <param name="Commands">Their names, in the order in which help lists them.</param>
internal sealed record CommandList(IReadOnlyList<string> Commands) : CommandNotice;

/// <summary>The help of one command.</summary>
/// <param name="Command">Its name.</param>
internal sealed record CommandHelp(string Command) : CommandNotice;

/// <summary>The arguments do not fit.</summary>
/// <param name="Command">The command's name.</param>
internal sealed record WrongArguments(string Command) : CommandNotice;

/// <summary>There is no such command.</summary>
/// <param name="Word">The word that was typed.</param>
/// <param name="Nearest">The command that may have been meant, if one is near.</param>
internal sealed record UnknownCommand(string Word, string? Nearest) : CommandNotice;

/// <summary>Why the client did not even ask the server.</summary>
internal enum CommandFault : byte
{
    /// <summary>There is no connection.</summary>
    NotConnected,

    /// <summary>The text is over the limit.</summary>
    TextTooLong,

    /// <summary>No account can have this name.</summary>
    UnknownUser,

    /// <summary>Too many messages are waiting to be sent.</summary>
    OutboxFull,
}

/// <summary>The client refused a command.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Fault">Why.</param>
internal sealed record CommandRefused(string Command, CommandFault Fault) : CommandNotice;

/// <summary>The server refused something.</summary>
/// <param name="Code">A constant of <see cref="Protocol.Messages.ErrorCode"/>, or a newer one.</param>
/// <param name="Text">The server's words.</param>
internal sealed record ServerRefusal(string Code, string Text) : CommandNotice;

/// <summary>The connection was lost before a command was answered: it may or may not have been done.</summary>
/// <param name="Command">The command's name.</param>
internal sealed record CommandUnanswered(string Command) : CommandNotice;
