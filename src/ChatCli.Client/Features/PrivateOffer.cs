using ChatCli.Client.Notices;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Features;

/// <summary>The part that either side of a private chat brings to it: a port to connect to, and a key made for this chat.</summary>
internal static class PrivateOffer
{
    /// <summary>Makes them, and hands them on as a step; ends the answer when that is not possible, or not wanted any more.</summary>
    public static void Make(Chat chat, Answer answer, string user, Action<int, TlsCertificate> then)
    {
        if (!chat.Peers.Meetings.TryListen(out int port, out Notice? problem))
        {
            chat.Active();
            answer.End(problem);
            return;
        }
        // An ask of before may still be open, and the server keeps the key that came with it.
        if (chat.Asks.FindKey(user) is { } earlier)
        {
            then(port, earlier);
            return;
        }
        chat.Peers.Meetings.MakeKey(key =>
        {
            if (key is not null) then(port, key);
            else answer.End();
        });
    }
}
