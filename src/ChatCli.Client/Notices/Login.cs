using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Notices;

/// <summary>About logging in, registering and passwords.</summary>
internal abstract record LoginNotice : Notice;

/// <summary>The server refused a log-in, a registration or the resuming of a session.</summary>
/// <param name="Code">A constant of <see cref="Protocol.Messages.ErrorCode"/>, or a newer one.</param>
/// <param name="Text">The server's words.</param>
internal sealed record LoginRefused(string Code, string Text) : LoginNotice;

/// <summary>The fault of a line that was asked for.</summary>
internal enum InputFault : byte
{
    /// <summary>No account can have this name.</summary>
    InvalidName,

    /// <summary>No account can have this password.</summary>
    InvalidPassword,

    /// <summary>The password and its repetition differ.</summary>
    PasswordsDiffer,
}

/// <summary>A line that was asked for does not do.</summary>
/// <param name="Fault">Why.</param>
internal sealed record InputRefused(InputFault Fault) : LoginNotice;

/// <summary>There is no account of this name: one is about to be made.</summary>
/// <param name="Name">The account.</param>
internal sealed record AccountIsNew(string Name) : LoginNotice;

/// <summary>There is no account of this name, and a script whose last name was refused gets none.</summary>
/// <param name="Name">The account.</param>
internal sealed record AccountMissing(string Name) : LoginNotice;

/// <summary>Why the client broke a log-in off.</summary>
internal enum LoginFault : byte
{
    /// <summary>The server did not prove that it knows the password.</summary>
    ServerNotProven,

    /// <summary>Client and server are not the two ends of one encrypted connection.</summary>
    ConnectionsDiffer,

    /// <summary>The server refused the way to log in that it had offered.</summary>
    OfferRefused,
}

/// <summary>The client broke a log-in off: somebody may stand between it and the server.</summary>
/// <param name="Fault">Why.</param>
internal sealed record LoginAborted(LoginFault Fault) : LoginNotice;

/// <summary>The client does not answer the server's challenge.</summary>
/// <param name="Fault">Why.</param>
/// <param name="Least">The fewest iterations that will do.</param>
internal sealed record ChallengeRefused(ScramFault Fault, int Least) : LoginNotice;

/// <summary>The server wants a new password to be kept with a number of iterations that is out of bounds.</summary>
/// <param name="Iterations">How many.</param>
/// <param name="OfCommand">Whether a command asked for it, and not the making of an account.</param>
internal sealed record IterationsRefused(int Iterations, bool OfCommand = false) : LoginNotice;

/// <summary>The ways in which a change of the password ends.</summary>
internal enum PasswordOutcome : byte
{
    /// <summary>It was changed.</summary>
    Changed,

    /// <summary>Nothing was asked for, or the client ends: it stays.</summary>
    Kept,

    /// <summary>The present password was wrong.</summary>
    NotYours,

    /// <summary>The new password and its repetition differ.</summary>
    PasswordsDiffer,

    /// <summary>No account can have the new password.</summary>
    InvalidPassword,
}

/// <summary>A change of the password has ended, without a refusal by the server.</summary>
/// <param name="Outcome">How.</param>
internal sealed record PasswordChange(PasswordOutcome Outcome) : LoginNotice;
