namespace ChatCli.Client.Notices;

/// <summary>About other users.</summary>
internal abstract record UserNotice : Notice;

/// <summary>A user logged in or out.</summary>
/// <param name="User">The account.</param>
/// <param name="IsOnline">True after a login.</param>
internal sealed record PresenceChanged(string User, bool IsOnline) : UserNotice;

/// <summary>The others who are online, or were.</summary>
/// <param name="Users">Their accounts, in ordinal order.</param>
/// <param name="Seconds">How far back was looked; null: who is online now.</param>
internal sealed record UserList(IReadOnlyList<string> Users, long? Seconds = null) : UserNotice;

/// <summary>A user is blocked from now on.</summary>
/// <param name="User">The account.</param>
internal sealed record UserBlocked(string User) : UserNotice;

/// <summary>A user is not blocked any more.</summary>
/// <param name="User">The account.</param>
internal sealed record UserUnblocked(string User) : UserNotice;
