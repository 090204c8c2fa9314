using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Dispatch;
using ChatCli.Server.Outbound;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// Who is online, and what all of them are told. One lock, held for short walks only; under it the locks of
/// <see cref="PrivateAsks"/>, the mailboxes and their queues may be taken, never the other way round.
/// </summary>
internal sealed class ChatHub(UserDirectory users, IChatStore store, PrivateAsks asks, TimeProvider time, ServerOptions options)
{
    private readonly Lock _gate = new();
    private readonly OnlineUsers _online = new();
    private readonly HashSet<User> _seen = [];
    private bool _isStopping;

    /// <summary>Logs a user in on a connection and tells the others; a refusal where somebody is online under the name.</summary>
    public Refusal? Join(User user, Session session, long requestId)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            // The account may have been removed since its password was checked.
            if (!users.TryFind(user.Name, out User? current) || current != user) return Refusal.UnknownUser;
            if (user.Session is not null && user.Grace is null) return Refusal.AlreadyOnline;
            if (user.Session is not null) Leave(user);

            session.LogIn(user, new IdleClock(time, options.Timeout, () => LogOut(session, LogoutReason.Idle)));
            session.Answer(new WelcomeReply(requestId, user.Name), WireJson.Default.WelcomeReply);
            user.Session = session;
            user.Mailbox.Attach(session.Outbound);
            _online.Add(user);
            _seen.Add(user);
            Announce(user, isOnline: true);
        }
        user.Mailbox.CatchUp();
        return null;
    }

    /// <summary>
    /// Logs the user of a connection out and tells the others. With a reason the client is told it and the connection ends.
    /// Does nothing when the connection is not the user's any more.
    /// </summary>
    public void LogOut(Session session, string? reason = null)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (session.State != SessionState.LoggedIn || session.User.Session != session) return;
            Leave(session.User);
        }
        if (reason is null) return;
        session.Answer(new LoggedOutEvent(reason, Explain(reason)), WireJson.Default.LoggedOutEvent);
        session.End();
    }

    /// <summary>The link of a connection has ended: its user is away for the grace period, then logged out.</summary>
    public void LinkEnded(Session session)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (session.State != SessionState.LoggedIn) return;
            User user = session.User;
            if (user.Session != session || user.Grace is not null) return;
            session.IdleClock?.Stop();
            user.Mailbox.Detach();
            user.LastSeen = time.GetTimestamp();
            if (options.Grace <= TimeSpan.Zero || _isStopping) Leave(user);
            else user.Grace = time.CreateTimer(_ => LogOut(session), null, ServerOptions.ForTimer(options.Grace), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Sends an event to all other online users who have not blocked the sender; false when that was not everybody.</summary>
    public bool Broadcast(User sender, ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            // Counted over all users, so that the answer does not depend on whether a blocker is online.
            bool isComplete = sender.BlockerCount == 0;
            foreach (User user in _online)
            {
                if (user == sender || user.HasBlocked(sender)) continue;
                isComplete &= user.Mailbox.TryOffer(frame);
            }
            return isComplete;
        }
    }

    /// <summary>The other online users who do not hide from the caller, in no order.</summary>
    public List<string> ListOnline(User caller)
    {
        lock (_gate)
        {
            var names = new List<string>(_online.Count);
            foreach (User user in _online)
            {
                if (user != caller && !user.HasBlocked(caller)) names.Add(user.Name);
            }
            return names;
        }
    }

    /// <summary>The other users who were online within a time before now and do not hide from the caller, in no order.</summary>
    public List<string> ListSince(User caller, TimeSpan since)
    {
        lock (_gate)
        {
            var names = new List<string>();
            foreach (User user in _seen)
            {
                if (user == caller || user.HasBlocked(caller)) continue;
                if (user.Session is not null || time.GetElapsedTime(user.LastSeen!.Value) <= since) names.Add(user.Name);
            }
            return names;
        }
    }

    /// <summary>Whether a user is online, away included.</summary>
    public bool IsOnline(User user)
    {
        lock (_gate) return user.Session is not null;
    }

    /// <summary>Hides one user from another, or ends that; false when it was so already.</summary>
    public bool SetBlock(User blocker, User blocked, bool isBlocked)
    {
        lock (_gate)
        {
            if (blocker.HasBlocked(blocked) == isBlocked) return false;
            blocker.Blocked = isBlocked ? blocker.Blocked.Add(blocked.Name) : blocker.Blocked.Remove(blocked.Name);
            blocked.BlockerCount += isBlocked ? 1 : -1;
            return true;
        }
    }

    /// <summary>Ends the session of a removed account and forgets all that belongs to it.</summary>
    public async Task RemoveAsync(string name)
    {
        if (!users.Remove(name, out User? removed)) return;
        Session? session;
        lock (_gate) session = removed.Session;
        if (session is not null) LogOut(session, LogoutReason.Removed);
        lock (_gate)
        {
            _seen.Remove(removed);
            foreach (User user in users.List())
            {
                if (user.HasBlocked(removed)) user.Blocked = user.Blocked.Remove(name);
                if (removed.HasBlocked(user)) user.BlockerCount--;
            }
        }
        removed.Mailbox.Close();
        await store.RemoveUserAsync(name);
    }

    /// <summary>From now on nobody is told who leaves: all do.</summary>
    public void Stop()
    {
        lock (_gate) _isStopping = true;
    }

    private string Explain(string reason) => reason switch
    {
        LogoutReason.Idle => $"you were logged out after {options.Timeout.TotalSeconds:0} seconds without a command",
        LogoutReason.Removed => "you were logged out: the account was removed",
        _ => "the server is shutting down",
    };

    private void Leave(User user)
    {
        user.Session?.IdleClock?.Stop();
        user.Session = null;
        // While away the session counts as ended when its link did.
        if (user.Grace is null) user.LastSeen = time.GetTimestamp();
        user.Grace?.Dispose();
        user.Grace = null;
        user.Mailbox.Detach();
        _online.Remove(user);
        Announce(user, isOnline: false);
        asks.Leave(user);
    }

    private void Announce(User about, bool isOnline)
    {
        if (_isStopping) return;
        ReadOnlySpan<byte> frame = FrameWriter.Write(new PresenceEvent(about.Name, isOnline), WireJson.Default.PresenceEvent).Span;
        foreach (User user in _online)
        {
            if (user != about && !about.HasBlocked(user)) user.Mailbox.TryOffer(frame);
        }
    }
}
