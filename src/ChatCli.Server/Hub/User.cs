using System.Collections.Immutable;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>One account as the hub knows it, online or not. Except where said, its state is read and changed under the hub's lock.</summary>
internal sealed class User
{
    public User(string name, IChatStore store, UserDirectory users, TakenJournal journal, TimeProvider time)
    {
        Name = name;
        Mailbox = new Mailbox(this, store, users, journal, time);
    }

    public string Name { get; }

    /// <summary>Where messages to this user go; has its own lock.</summary>
    public Mailbox Mailbox { get; }

    /// <summary>Whom this user has blocked. Replaced as a whole, so that anybody may read it.</summary>
    public ImmutableHashSet<string> Blocked { get; set; } = [];

    /// <summary>How many users have blocked this one.</summary>
    public int BlockerCount { get; set; }

    /// <summary>The connection; null while offline or away. Anybody may read it, to find that it has changed since.</summary>
    public ClientChannel? Channel { get; set; }

    /// <summary>Completes when no request of any earlier connection is or will be handled any more. Anybody may wait for it.</summary>
    public Task Requests { get; set; } = Task.CompletedTask;

    /// <summary>The last client process, kept so that what it sends again is known. Used by its connection alone.</summary>
    public SenderInstance? Instance { get; set; }

    /// <summary>What takes the session over; null: nothing does.</summary>
    public StoredToken? Token { get; set; }

    /// <summary>Runs while the link has ended and the grace period has not; null: not away.</summary>
    public ITimer? Grace { get; set; }

    /// <summary>Whether the others were told last that this user is online.</summary>
    public bool IsToldOnline { get; set; }

    /// <summary>What <see cref="PresenceNotices"/> has counted.</summary>
    public long NoticesUsed { get; set; }

    /// <summary>Runs until the others are told what is true then; null: they were told already.</summary>
    public ITimer? LateNotice { get; set; }

    /// <summary>When the last command was given, for a session that is taken over; null: none since the start.</summary>
    public long? LastCommand { get; set; }

    /// <summary>When the last session ended, as a timestamp of the server's clock; null: none since the start.</summary>
    public long? LastSeen { get; set; }

    /// <summary>What <see cref="MessageRate"/> has counted. Used by this user's connection alone.</summary>
    public long SendingUsed { get; set; }

    /// <summary>The place among the online users.</summary>
    public int OnlineIndex { get; set; } = -1;

    /// <summary>Whether the user counts as online: connected or away.</summary>
    public bool IsOnline => OnlineIndex >= 0;

    /// <summary>Whether this user hides from another. May be asked by anybody.</summary>
    public bool HasBlocked(User other) => Blocked.Contains(other.Name);
}
