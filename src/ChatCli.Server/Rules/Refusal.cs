using ChatCli.Protocol.Messages;

namespace ChatCli.Server.Rules;

/// <summary>Why a request is not carried out: what a handler returns and the dispatcher sends.</summary>
/// <param name="Code">For programs, one of <see cref="ErrorCode"/>.</param>
/// <param name="Text">For people; the same for everybody, so that it tells nothing about anybody.</param>
/// <param name="Retry">How many milliseconds to wait before trying again; 0: nothing is said about that.</param>
internal sealed record Refusal(string Code, string Text, int Retry = 0)
{
    public static readonly Refusal BadRequest = new(ErrorCode.BadRequest, "the request could not be understood");
    public static readonly Refusal UnknownType = new(ErrorCode.UnknownType, "there is no such request");
    public static readonly Refusal HelloFirst = new(ErrorCode.OutOfPlace, "the first line must be hello");
    public static readonly Refusal NoChallenge = new(ErrorCode.OutOfPlace, "there is no challenge to respond to");
    public static readonly Refusal LoginFirst = new(ErrorCode.OutOfPlace, "log in first");
    public static readonly Refusal LoggedInAlready = new(ErrorCode.OutOfPlace, "logged in already");
    public static readonly Refusal NotEncrypted = new(
        ErrorCode.NotEncrypted, "this server takes only encrypted connections (TLS), except from its own machine");
    public static readonly Refusal LineTooLong = new(ErrorCode.LineTooLong, "the line is longer than 64 KiB, or than 4 KiB before the login");
    public static readonly Refusal Version = new(ErrorCode.Version, "this server speaks version 1 of the protocol");

    public static readonly Refusal InvalidName = new(
        ErrorCode.InvalidName, "a user name has 1 to 32 letters, digits or punctuation marks (ASCII) and no space");
    public static readonly Refusal InvalidVerifier = new(
        ErrorCode.InvalidVerifier, "the verifier of the password is not one, or has too few or too many iterations");
    public static readonly Refusal Mechanism = new(ErrorCode.Mechanism, "this connection needs another way to log in");
    public static readonly Refusal ChannelBinding = new(
        ErrorCode.ChannelBinding, "somebody stands between you and the server: it sees another encrypted connection than you");
    public static readonly Refusal WrongPassword = new(ErrorCode.WrongPassword, "wrong password; please try again");
    public static readonly Refusal NowBlocked = new(
        ErrorCode.AccountBlocked, "wrong password; the account is now blocked, please try again later");
    public static readonly Refusal StillBlocked = new(
        ErrorCode.AccountBlocked, "the account is blocked because of wrong passwords, please try again later");
    public static readonly Refusal AlreadyOnline = new(
        ErrorCode.AlreadyOnline, "this user is online already; please log in with another name");
    public static readonly Refusal InvalidToken = new(ErrorCode.InvalidToken, "please log in again with the password");
    public static readonly Refusal NameTaken = new(
        ErrorCode.NameTaken, "somebody has just taken this name; please choose another");
    public static readonly Refusal AccountNotStored = new(
        ErrorCode.NotStored, "the account could not be stored; please try again later");
    public static readonly Refusal PasswordNotStored = new(
        ErrorCode.NotStored, "the password could not be stored and stays as it was; please try again later");

    public static readonly Refusal EmptyText = new(ErrorCode.EmptyText, "the text is empty");
    public static readonly Refusal TextTooLong = new(ErrorCode.TextTooLong, "the text is longer than 10,000 bytes");
    public static readonly Refusal NotStored = new(ErrorCode.NotStored, "this could not be stored; please try again later");
    public static readonly Refusal Self = new(ErrorCode.Self, "this command is not for yourself");
    public static readonly Refusal UnknownUser = new(ErrorCode.UnknownUser, "there is no such user");
    public static readonly Refusal Blocked = new(ErrorCode.Blocked, "not possible: the user has blocked you");
    public static readonly Refusal Offline = new(ErrorCode.Offline, "the user is not online");
    public static readonly Refusal AlreadyBlocked = new(ErrorCode.AlreadyBlocked, "you have blocked this user already");
    public static readonly Refusal NotBlocked = new(ErrorCode.NotBlocked, "you have not blocked this user");
    public static readonly Refusal AlreadyAsked = new(ErrorCode.AlreadyAsked, "you have asked this user already");
    public static readonly Refusal NotAsked = new(ErrorCode.NotAsked, "this user does not ask for a private chat");

    public static Refusal LoginTimeout(TimeSpan limit) => new(ErrorCode.LoginTimeout, $"no login within {limit.TotalSeconds:0} seconds");

    public static Refusal TooManyTries(TimeSpan wait) => SlowDown("too many wrong passwords from your address", wait);

    public static Refusal TooManyAccounts(TimeSpan wait) => SlowDown("too many new accounts from your address", wait);

    public static Refusal TooFast(TimeSpan wait) => SlowDown("too many messages at once", wait);

    /// <summary>Whether the request itself was wrong, whoever its target: then it was no valid command.</summary>
    public bool IsUsage => Code is ErrorCode.BadRequest or ErrorCode.InvalidVerifier or ErrorCode.EmptyText or ErrorCode.TextTooLong;

    private static Refusal SlowDown(string why, TimeSpan wait) => new(
        ErrorCode.SlowDown, $"{why}; please try again in {Math.Ceiling(wait.TotalSeconds):0} s", Math.Max(1, (int)Math.Ceiling(wait.TotalMilliseconds)));
}
