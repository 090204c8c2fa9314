using System.Diagnostics;
using ChatCli.Client.Notices;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Words;

/// <summary>The words about private chats.</summary>
internal static class PrivateWords
{
    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(PrivateNotice notice) => notice switch
    {
        PrivateMessageReceived received => $"{Inert.Text(received.From)} (private): {Inert.Text(received.Text)}",
        PrivateMessageUnacknowledged message => $"not confirmed by {Inert.Text(message.To)}: {Inert.Text(message.Text)}",
        PrivateMessagesUnacknowledged { Count: 1 } => "Error: 1 private text was not confirmed",
        PrivateMessagesUnacknowledged messages => $"Error: {Number.Of(messages.Count)} private texts were not confirmed",
        PrivateMessageNotSent message => $"Error: {Inert.Text(message.To)} does not keep up; the text was not sent",
        PrivateChatBegun chat => $"private chat with {Inert.Text(chat.User)} started",
        PrivateChatEnded chat => $"private chat with {Inert.Text(chat.User)} ended",
        PrivateChatGoesOn chat => $"the private chat with {Inert.Text(chat.User)} goes on",
        PrivateChatFailed { Failure: PrivateFailure.NoConnection } chat => $"could not connect to {Inert.Text(chat.User)} for the private chat",
        PrivateChatFailed chat => $"the server does not say clearly how to connect to {Inert.Text(chat.User)} for the private chat",
        NoPrivateChat { WasBroken: true } chat => $"Error: {Inert.Text(chat.User)} is no longer reachable for the private chat; ask again with startprivate {Inert.Text(chat.User)}",
        NoPrivateChat chat => $"Error: there is no private chat with {Inert.Text(chat.User)}; ask for one with startprivate {Inert.Text(chat.User)}",
        PrivateChatAlreadyOpen chat => $"Error: a private chat with {Inert.Text(chat.User)} is open already",
        PrivateChatImpossible { Obstacle: PrivateObstacle.Key } chat => $"Error: this system cannot make a key for a private chat: {Inert.Text(chat.Reason)}",
        PrivateChatImpossible chat => $"Error: cannot listen for a private chat: {Inert.Text(chat.Reason)}",
        _ => OfRequest(notice),
    };

    private static string OfRequest(PrivateNotice notice) => notice switch
    {
        PrivateRequestSent request => $"asked {Inert.Text(request.User)} for a private chat",
        PrivateRequestReceived { OthersWait: true } request =>
            $"{Inert.Text(request.User)} asks for a private chat too: accept {Inert.Text(request.User)} or decline {Inert.Text(request.User)}",
        PrivateRequestReceived request => $"{Inert.Text(request.User)} asks for a private chat: y to accept, n to decline",
        PrivateRequestEnded { Reason: AskEnd.Declined } request => $"{Inert.Text(request.User)} declined the private chat",
        PrivateRequestEnded { Reason: AskEnd.Offline } request =>
            $"the request for a private chat with {Inert.Text(request.User)} ended: {Inert.Text(request.User)} logged out",
        PrivateRequestEnded request => $"the request for a private chat with {Inert.Text(request.User)} lapsed",
        PrivateRequestDeclined request => $"you declined the private chat with {Inert.Text(request.User)}",
        PrivateAnswerAmbiguous => "several users ask: answer with accept NAME or decline NAME",
        _ => throw new UnreachableException($"No words for {notice}."),
    };
}
