using System.Diagnostics;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Words;

/// <summary>The words about logging in, registering and passwords.</summary>
internal static class LoginWords
{
    private const string InvalidPassword = "a password has 1 to 128 printable ASCII characters without spaces";

    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(LoginNotice notice) => notice switch
    {
        LoginRefused refused => Inert.Text(refused.Text),
        InputRefused { Fault: InputFault.InvalidName } => "a name has 1 to 32 printable ASCII characters without spaces",
        InputRefused { Fault: InputFault.InvalidPassword } => InvalidPassword,
        InputRefused { Fault: InputFault.PasswordsDiffer } => "the passwords differ; try again",
        AccountIsNew account => $"There is no account {Inert.Text(account.Name)} yet: a new one is being made.",
        AccountMissing account =>
            $"there is no account {Inert.Text(account.Name)}, and after a name that was refused none is made for lines that nobody types",
        LoginAborted aborted => Of(aborted.Fault),
        ChallengeRefused challenge => Of(challenge.Fault, challenge.Least),
        IterationsRefused { OfCommand: true } refused => $"Error: {OutOfBounds(refused.Iterations)}",
        IterationsRefused refused => OutOfBounds(refused.Iterations),
        PasswordChange change => Of(change.Outcome),
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    private static string Of(LoginFault fault) => fault switch
    {
        LoginFault.ServerNotProven => "the server does not know your password: it is not the server that you registered with",
        LoginFault.ConnectionsDiffer =>
            "client and server see two different encrypted connections: somebody may stand between them. The password was not judged, nor given away",
        LoginFault.OfferRefused => "the server does not log in the way that it offered itself: somebody may stand between",
        _ => throw new UnreachableException($"No words for {fault}."),
    };

    private static string Of(ScramFault fault, int least) => fault switch
    {
        ScramFault.TooFewIterations when least > Limits.MinIterations =>
            $"the server asks for a weaker proof than before (fewer than {Number.Of(least)} iterations): somebody may try to find out your password",
        ScramFault.TooFewIterations => $"the server asks for a proof that is too weak (fewer than {Number.Of(least)} iterations)",
        ScramFault.TooManyIterations => $"the server asks for a proof that takes too long (more than {Number.Of(Limits.MaxIterations)} iterations)",
        _ => "the server's challenge cannot be understood",
    };

    private static string OutOfBounds(int iterations) =>
        $"the server asks for {Number.Of(iterations)} iterations, which is not from {Number.Of(Limits.MinIterations)} to {Number.Of(Limits.MaxIterations)}";

    private static string Of(PasswordOutcome outcome) => outcome switch
    {
        PasswordOutcome.Changed => "your password was changed",
        PasswordOutcome.Kept => "the password stays as it was",
        PasswordOutcome.NotYours => "Error: that is not your password; it stays as it was",
        PasswordOutcome.PasswordsDiffer => "Error: the passwords differ; yours stays as it was",
        PasswordOutcome.InvalidPassword => $"Error: {InvalidPassword}",
        _ => throw new UnreachableException($"No words for {outcome}."),
    };
}
