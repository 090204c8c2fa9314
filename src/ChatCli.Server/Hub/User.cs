using System.Collections.Immutable;
using ChatCli.Server.Dispatch;

namespace ChatCli.Server.Hub;

/// <summary>One account as the hub knows it, online or not. Except where said, its state is read and changed under the hub's lock.</summary>
internal sealed class User(string name, Mailbox mailbox)
{
    public string Name => name;

    /// <summary>Where messages to this user go; has its own lock.</summary>
    public Mailbox Mailbox => mailbox;

    /// <summary>Whom this user has blocked. Replaced as a whole, so that anybody may read it.</summary>
    public ImmutableHashSet<string> Blocked { get; set; } = [];

    /// <summary>How many users have blocked this one.</summary>
    public int BlockerCount { get; set; }

    /// <summary>The connection of an online user, also while the user is away; null: offline.</summary>
    public Session? Session { get; set; }

    /// <summary>Runs while the link has ended and the grace period has not; null: not away.</summary>
    public ITimer? Grace { get; set; }

    /// <summary>When the last session ended, as a timestamp of the server's clock; null: none since the start.</summary>
    public long? LastSeen { get; set; }

    /// <summary>The place among the online users.</summary>
    public int OnlineIndex { get; set; } = -1;

    /// <summary>Whether this user hides from another. May be asked by anybody.</summary>
    public bool HasBlocked(User other) => Blocked.Contains(other.Name);
}
