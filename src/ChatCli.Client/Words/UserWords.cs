using System.Diagnostics;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>The words about other users.</summary>
internal static class UserWords
{
    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(UserNotice notice) => notice switch
    {
        PresenceChanged { IsOnline: true } presence => $"{Inert.Text(presence.User)} logged in",
        PresenceChanged presence => $"{Inert.Text(presence.User)} logged out",
        UserList { Users.Count: 0, Seconds: null } => "nobody else is online",
        UserList { Users.Count: 0 } => "nobody else was online",
        UserList list => string.Join('\n', list.Users.Select(Inert.Text)),
        UserBlocked blocked => $"{Inert.Text(blocked.User)} is blocked",
        UserUnblocked unblocked => $"{Inert.Text(unblocked.User)} is unblocked",
        _ => throw new UnreachableException($"No words for {notice}."),
    };
}
