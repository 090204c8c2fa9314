using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary><c>startprivate USER</c></summary>
internal static class StartPrivate
{
    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.TryWord(arguments, out string user)) return false;
        if (Arguments.RefusesUser(chat, answer, user)) return true;
        if (chat.Peers.IsOpen(user))
        {
            // The server's refusals come first.
            chat.Ask<CheckPrivateRequest, OkReply>(
                answer, new CheckPrivateRequest(chat.Server.NextId(), user),
                _ => answer.End(new PrivateChatAlreadyOpen(user)));
            return true;
        }
        PrivateOffer.Make(chat, answer, user, (port, key) => Ask(chat, answer, user, port, key));
        return true;
    }

    private static void Ask(Chat chat, Answer answer, string user, int port, TlsCertificate key)
    {
        if (chat.Server.IsConnected) chat.Asks.Agree(user, key);
        // {"type":"startprivate","id":7,"user":"bob","port":40001,"key":"..."}
        var request = new StartPrivateRequest(chat.Server.NextId(), user, port, key.Fingerprint.ToString());
        chat.Server.Ask(request, reply =>
        {
            // An ask of before may still be open, and it stays agreed to.
            if (reply is ErrorReply { Code: not ErrorCode.AlreadyAsked }) chat.Asks.EndAgreement(user);
            answer.End(reply switch
            {
                OkReply => new PrivateRequestSent(user),
                null => new CommandRefused(answer.Command, CommandFault.NotConnected),
                _ => Chat.Unexpected(reply),
            });
        });
    }
}
