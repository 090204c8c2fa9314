using System.Globalization;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Words;

/// <summary>Every line that the client shows of what happened: the one place for the words. Names and texts are made inert here.</summary>
internal static partial class MessageFormat
{
    public const string Nobody = "nobody else is online";
    public const string NobodySince = "nobody else was online";
    public const string BroadcastIncomplete = "your message could not be delivered to some recipients";
    public const string LoggedOut = "logged out";
    public const string LinkLost = "lost the connection to the server";
    public const string Reconnecting = "lost the connection to the server; reconnecting";
    public const string BroadcastUnknown = "Error: the connection was lost; it is not known whether the broadcast went out";
    public const string OutboxFull = "Error: too many messages are waiting to be sent already; this one was not taken";
    public const string NotConnected = "Error: not connected to the server";
    public const string AnswerWithName = "several users ask: answer with accept NAME or decline NAME";

    public const string InvalidName = "a name has 1 to 32 printable ASCII characters without spaces";
    public const string InvalidPassword = "a password has 1 to 128 printable ASCII characters without spaces";
    public const string PasswordsDiffer = "the passwords differ; try again";
    public const string TextTooLong = "Error: the text is longer than 10,000 bytes";
    public const string UnknownUser = "Error: there is no such user";
    public const string SendingSlowly = "sending slowly: the server asks to slow down";
    public const string NoAnswerInTime = "Error: the server did not answer in time";

    public const string PasswordKept = "the password stays as it was";
    public const string PasswordChanged = "your password was changed";
    public const string NotYourPassword = "Error: that is not your password; it stays as it was";
    public const string NewPasswordsDiffer = "Error: the passwords differ; yours stays as it was";
    public const string PasswordUnknown = "Error: the connection was lost; it is not known whether the password was changed";

    public static string NewAccount(string name) => $"There is no account {name} yet: a new one is being made.";

    public static string NoAccountAfterRefusal(string name) =>
        $"there is no account {name}, and after a name that was refused none is made for lines that nobody types";

    public static string Welcome(string name) => $"Welcome to ChatCli, {name}! Type help for the commands.";

    public static string Message(MessageEvent message, bool withTime) => message.Stored && withTime
        ? $"{Inert.Text(message.From)} ({Time(message.Time)}): {Inert.Text(message.Text)}"
        : $"{Inert.Text(message.From)}: {Inert.Text(message.Text)}";

    public static string ConnectedAgain(int unsent) => unsent == 0
        ? "connected again"
        : string.Create(CultureInfo.InvariantCulture, $"connected again; not sent yet: {unsent}");

    public static string Stopping(string text) => $"{Inert.Text(text)}; reconnecting";

    public static string NotSent(int count) => $"Error: {Messages(count)} not sent";

    public static string NotStoredYet(string user) => $"message to {Inert.Text(user)}: not stored, will try again";

    public static string WentThrough(string user) => $"message to {Inert.Text(user)}: went through";

    public static string Receipt(long number, string user, string state) =>
        string.Create(CultureInfo.InvariantCulture, $"receipt {number} {Inert.Text(user)} {state}");

    public static string UnsentMark(int count, bool isUtf8) =>
        string.Create(CultureInfo.InvariantCulture, $"  {Waits(isUtf8)} not sent yet: {count}");

    public static string UnconfirmedMark(int count, bool isUtf8) =>
        string.Create(CultureInfo.InvariantCulture, $"  {Waits(isUtf8)} not confirmed yet: {count}");

    public static string WillBeSentMark(bool isUtf8) => $"  {Waits(isUtf8)} will be sent when connected";

    public static string Mark(string user, int stored, int delivered, bool isUtf8)
    {
        (string storedMark, string deliveredMark) = isUtf8 ? ("◦", "✓") : ("o", "+");
        string name = Inert.Text(user);
        return (stored, delivered) switch
        {
            (0, 1) => $"  {deliveredMark} delivered to {name}",
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"  {deliveredMark} delivered to {name} ({delivered})"),
            (1, 0) => $"  {storedMark} stored for {name}",
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"  {storedMark} stored for {name} ({stored})"),
            _ => string.Create(CultureInfo.InvariantCulture, $"  {storedMark} stored for {name} ({stored}), {deliveredMark} delivered ({delivered})"),
        };
    }

    public static string SeenUnreadable(string path) => $"the record of the messages shown cannot be read and begins anew: {Inert.Text(path)}";

    public static string SeenNotWritten(string reason) =>
        $"cannot record the messages shown, so that some may be shown twice: {Inert.Text(reason)}";

    public static string Broadcast(BroadcastEvent broadcast) => $"{Inert.Text(broadcast.From)} (to all): {Inert.Text(broadcast.Text)}";

    public static string Private(string from, string text) => $"{Inert.Text(from)} (private): {Inert.Text(text)}";

    public static string Presence(PresenceEvent presence) =>
        $"{Inert.Text(presence.User)} logged {(presence.Online ? "in" : "out")}";

    public static string User(string user) => Inert.Text(user);

    public static string NoAnswer(string command) => $"Error: the connection was lost before {command} was answered";

    public static string NoPrivateKey(string reason) => $"Error: this system cannot make a key for a private chat: {Inert.Text(reason)}";

    public static string CannotListen(string reason) => $"Error: cannot listen for a private chat: {Inert.Text(reason)}";

    public static string Blocked(string user) => $"{user} is blocked";

    public static string Unblocked(string user) => $"{user} is unblocked";

    public static string NotTaken(string user, string text) => $"Error: message to {Inert.Text(user)}: {Inert.Text(text)}";

    public static string Error(string text) => $"Error: {Inert.Text(text)}";

    public static string Usage(string usage) => $"Usage: {usage}";

    public static string UnknownCommand(string word, string? nearest) => nearest is null
        ? $"Error: unknown command \"{Inert.Text(Shortened(word))}\"; type help for the commands"
        : $"Error: unknown command \"{Inert.Text(word)}\"; did you mean \"{nearest}\"?";

    public static string Undecodable(string type) => $"received something that this version cannot show ({Inert.Text(type)})";

    public static string Asked(string user) => $"asked {user} for a private chat";

    public static string AsksYou(string user, bool several) => several
        ? $"{Inert.Text(user)} asks for a private chat too: accept {Inert.Text(user)} or decline {Inert.Text(user)}"
        : $"{Inert.Text(user)} asks for a private chat: y to accept, n to decline";

    public static string AskEnded(PrivateAskEndedEvent ended) => ended.Reason switch
    {
        AskEnd.Declined => $"{Inert.Text(ended.User)} declined the private chat",
        AskEnd.Offline => $"the request for a private chat with {Inert.Text(ended.User)} ended: {Inert.Text(ended.User)} logged out",
        _ => $"the request for a private chat with {Inert.Text(ended.User)} lapsed",
    };

    public static string YouDeclined(string user) => $"you declined the private chat with {user}";

    public static string PrivateStarted(string user) => $"private chat with {user} started";

    public static string PrivateFailed(string user) => $"could not connect to {user} for the private chat";

    public static string PrivateUnclear(string user) => $"the server does not say clearly how to connect to {user} for the private chat";

    public static string PrivateEnded(string user) => $"private chat with {user} ended";

    public static string PrivateGoesOn(string user) => $"the private chat with {user} goes on";

    public static string NotConfirmed(string user, string text) => $"not confirmed by {user}: {Inert.Text(text)}";

    public static string Unconfirmed(int count) => count == 1
        ? "Error: 1 private text was not confirmed"
        : $"Error: {count.ToString(CultureInfo.InvariantCulture)} private texts were not confirmed";

    public static string TooSlow(string user) => $"Error: {user} does not keep up; the text was not sent";

    public static string NoPrivate(string user) => $"Error: there is no private chat with {user}; ask for one with startprivate {user}";

    public static string Unreachable(string user) => $"Error: {user} is no longer reachable for the private chat; ask again with startprivate {user}";

    public static string AlreadyPrivate(string user) => $"Error: a private chat with {user} is open already";

    private static string Waits(bool isUtf8) => isUtf8 ? "…" : "-";

    private static string Messages(int count) =>
        count == 1 ? "1 message was" : $"{count.ToString(CultureInfo.InvariantCulture)} messages were";

    private static string Time(long milliseconds)
    {
        long last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - (long)TimeSpan.FromDays(1).TotalMilliseconds;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, last))
            .ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Shortened(string word) => word.Length <= 40 ? word : $"{word.AsSpan(0, 40)}...";
}
