namespace ChatCli.Client.Notices;

/// <summary>About private chats.</summary>
internal abstract record PrivateNotice : Notice;

/// <summary>This user asked for a private chat.</summary>
/// <param name="User">The one who was asked.</param>
internal sealed record PrivateRequestSent(string User) : PrivateNotice;

/// <summary>A user asks for a private chat.</summary>
/// <param name="User">The one who asks.</param>
/// <param name="OthersWait">Whether others wait for an answer too, so that it needs a name.</param>
internal sealed record PrivateRequestReceived(string User, bool OthersWait) : PrivateNotice;

/// <summary>A request for a private chat, of either side, came to nothing.</summary>
/// <param name="User">The other one.</param>
/// <param name="Reason">A constant of <see cref="Protocol.Messages.AskEnd"/>, or a newer one.</param>
internal sealed record PrivateRequestEnded(string User, string Reason) : PrivateNotice;

/// <summary>This user declined a private chat.</summary>
/// <param name="User">The one who asked.</param>
internal sealed record PrivateRequestDeclined(string User) : PrivateNotice;

/// <summary>An answer to a request for a private chat did not say to whose.</summary>
/// <param name="Users">Those who wait for an answer.</param>
internal sealed record PrivateAnswerAmbiguous(IReadOnlyList<string> Users) : PrivateNotice;

/// <summary>A private chat is open.</summary>
/// <param name="User">The other one.</param>
internal sealed record PrivateChatBegun(string User) : PrivateNotice;

/// <summary>A private chat is over.</summary>
/// <param name="User">The other one.</param>
internal sealed record PrivateChatEnded(string User) : PrivateNotice;

/// <summary>A private chat goes on although the connection to the server is lost.</summary>
/// <param name="User">The other one.</param>
internal sealed record PrivateChatGoesOn(string User) : PrivateNotice;

/// <summary>Why no private chat came about although both agreed.</summary>
internal enum PrivateFailure : byte
{
    /// <summary>Neither client could connect to the other one.</summary>
    NoConnection,

    /// <summary>The server gave no address to connect to.</summary>
    NoAddress,
}

/// <summary>No private chat came about although both agreed.</summary>
/// <param name="User">The other one.</param>
/// <param name="Failure">Why.</param>
internal sealed record PrivateChatFailed(string User, PrivateFailure Failure) : PrivateNotice;

/// <summary>A private message came.</summary>
/// <param name="From">The sender.</param>
/// <param name="Number">Counted from 1 over the sender's messages in this chat.</param>
/// <param name="Text">The text.</param>
/// <param name="Time">When it came, in milliseconds since 1970-01-01 UTC.</param>
internal sealed record PrivateMessageReceived(string From, long Number, string Text, long Time) : PrivateNotice;

/// <summary>A private chat ended before the other client acknowledged a message: it may not have been shown.</summary>
/// <param name="To">The recipient.</param>
/// <param name="Number">Counted from 1 over this user's messages in that chat.</param>
/// <param name="Text">The text.</param>
internal sealed record PrivateMessageUnacknowledged(string To, long Number, string Text) : PrivateNotice;

/// <summary>How many private messages were not acknowledged when the client ended.</summary>
/// <param name="Count">How many.</param>
internal sealed record PrivateMessagesUnacknowledged(int Count) : PrivateNotice;

/// <summary>A private message was not sent: too many of the earlier ones are not acknowledged.</summary>
/// <param name="To">The recipient.</param>
internal sealed record PrivateMessageNotSent(string To) : PrivateNotice;

/// <summary>There is no private chat with a user.</summary>
/// <param name="User">The account.</param>
/// <param name="WasBroken">Whether there was one whose connection broke.</param>
internal sealed record NoPrivateChat(string User, bool WasBroken) : PrivateNotice;

/// <summary>There is a private chat with a user already.</summary>
/// <param name="User">The account.</param>
internal sealed record PrivateChatAlreadyOpen(string User) : PrivateNotice;

/// <summary>The part of a private chat that this machine could not do.</summary>
internal enum PrivateObstacle : byte
{
    /// <summary>Make a key.</summary>
    Key,

    /// <summary>Listen for the other client.</summary>
    Port,
}

/// <summary>This machine cannot have a private chat.</summary>
/// <param name="Obstacle">The part that it could not do.</param>
/// <param name="Reason">The system's words.</param>
internal sealed record PrivateChatImpossible(PrivateObstacle Obstacle, string Reason) : PrivateNotice;
