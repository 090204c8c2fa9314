using ChatCli.Protocol.Messages;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>
/// Who is online, and what all of them are told. One lock, held for short walks only; under it the locks of
/// <see cref="PrivateAsks"/>, the mailboxes and their queues may be taken, never the other way round.
/// </summary>
internal sealed class ChatHub(UserDirectory users, IChatStore store, PrivateAsks asks, TimeProvider time, ServerOptions options)
{
    /// <summary>After a stop clients come back spread over this time, in milliseconds.</summary>
    private const int MinRetry = 200, MaxRetry = 2000;

    /// <summary>So long a client that takes its session over has at least.</summary>
    private static readonly TimeSpan TakeoverTime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly OnlineUsers _online = new();
    private readonly HashSet<User> _seen = [];
    private bool _isStopping;

    private PresenceNotices Notices => field ??= new PresenceNotices(_online, _gate, time, options);

    /// <summary>
    /// Logs a user in on a connection and tells the others; a refusal where somebody is online under the name. The caller lets the
    /// mailbox catch up.
    /// </summary>
    /// <param name="user">Who.</param>
    /// <param name="channel">Where.</param>
    /// <param name="instance">The client process.</param>
    /// <param name="requestId">What the welcome answers.</param>
    /// <param name="data">See <see cref="WelcomeReply.Data"/>.</param>
    public Refusal? Join(User user, ClientChannel channel, SenderInstance instance, long requestId, string? data = null)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            // The account may have been removed since its password was checked.
            if (!users.TryFind(user.Name, out User? current) || current != user) return Refusal.UnknownUser;
            // The latter when another one was faster just now, and has gone again.
            if ((user.IsOnline && user.Grace is null) || !user.Requests.IsCompleted) return Refusal.AlreadyOnline;
            if (user.IsOnline) Leave(user);
            user.LastCommand = null;
            Connect(user, channel, instance, requestId, NewToken(user, instance, used: null), data);
        }
        return null;
    }

    /// <summary>
    /// Puts the user of a token on a new connection of the same client process. Nobody is told, unless the user had been logged out.
    /// The requests of the earlier connection MUST have ended: only then is it known what it has asked for; otherwise the user counts as online.
    /// The caller lets the mailbox catch up.
    /// </summary>
    public Refusal? Resume(User user, ClientChannel channel, SenderInstance instance, string token, long requestId)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (!users.TryFind(user.Name, out User? current) || current != user) return Refusal.InvalidToken;
            // Again: it may have become void while the earlier connection ended.
            if (!ResumeToken.Fits(user.Token, instance.Id, token)) return Refusal.InvalidToken;
            if (user.Channel is not null || !user.Requests.IsCompleted) return Refusal.AlreadyOnline;
            Connect(user, channel, instance, requestId, NewToken(user, instance, token));
        }
        return null;
    }

    /// <summary>
    /// After a start: a user who was online when the server ended counts as away, as if the link had been lost just now.
    /// </summary>
    public void Restore(User user)
    {
        lock (_gate)
        {
            _online.Add(user);
            _seen.Add(user);
            user.IsToldOnline = true;
            BeginGrace(user, options.Grace);
        }
    }

    /// <summary>
    /// Logs the user of a connection out and tells the others. With a reason the client is told it and the connection ends.
    /// Does nothing when the connection is not the user's any more.
    /// </summary>
    public void LogOut(ClientChannel channel, string? reason = null)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (channel.State != ChannelState.LoggedIn || channel.User.Channel != channel) return;
            Leave(channel.User);
            Forget(channel.User);
        }
        if (reason is not null) End(channel, reason);
    }

    /// <summary>
    /// The password was changed outside of this server: no token from before counts any more; an open session goes on. Completes with
    /// whether the store has forgotten it.
    /// </summary>
    public ValueTask<bool> VoidTokenAsync(string name)
    {
        if (!users.TryFind(name, out User? user)) return store.RemoveTokenAsync(name);
        lock (_gate)
        {
            user.Token = null;
            return store.RemoveTokenAsync(name);
        }
    }

    /// <summary>
    /// The user of a connection is about to change the password: a server that dies in the middle must not come back with the new
    /// password and the old token. Gives that token, and whether the store has forgotten it.
    /// </summary>
    public async ValueTask<(StoredToken? Token, bool IsVoid)> WithdrawTokenAsync(ClientChannel channel)
    {
        StoredToken? token;
        ValueTask<bool> forgetting;
        lock (_gate)
        {
            User user = channel.User;
            if (user.Channel != channel) return (null, false);
            (token, user.Token) = (user.Token, null);
            forgetting = store.RemoveTokenAsync(user.Name);
        }
        return (token, await forgetting);
    }

    /// <summary>The password stays as it was, and so does the token, unless the connection is not the user's any more.</summary>
    public void GiveBackToken(ClientChannel channel, StoredToken? token)
    {
        lock (_gate)
        {
            User user = channel.User;
            if (token is null || user.Channel != channel || user.Token is not null) return;
            user.Token = token;
            _ = store.SetTokenAsync(token);
        }
    }

    /// <summary>
    /// The user of a connection has changed the password: another token in place of all from before, when it is remembered; null when the
    /// connection is not the user's any more.
    /// </summary>
    public async ValueTask<string?> RenewTokenAsync(ClientChannel channel)
    {
        string token;
        ValueTask<bool> remembering;
        lock (_gate)
        {
            User user = channel.User;
            if (user.Channel != channel) return null;
            (token, user.Token) = ResumeToken.Renew(user.Name, channel.Instance, used: null);
            remembering = store.SetTokenAsync(user.Token);
        }
        await remembering;
        return token;
    }

    /// <summary>The link of a connection has ended: its user is away for the grace period, then logged out.</summary>
    public void LinkEnded(ClientChannel channel)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            if (channel.State != ChannelState.LoggedIn) return;
            User user = channel.User;
            if (user.Channel != channel) return;
            user.LastCommand = channel.IdleClock?.LastCommand;
            channel.IdleClock?.Stop();
            user.Channel = null;
            user.Mailbox.Detach();
            // The new connection is on its way, and finds its user online also where there is no grace.
            BeginGrace(user, channel.IsTakenOver && options.Grace < TakeoverTime ? TakeoverTime : options.Grace);
        }
    }

    /// <summary>Tells a client that the server stops, and when to come back. Its user stays online, as far as anybody is told.</summary>
    public void LetGo(ClientChannel channel)
    {
        if (channel.State == ChannelState.LoggedIn) End(channel, LogoutReason.Stopping);
        else channel.End();
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
                if (user.IsOnline || time.GetElapsedTime(user.LastSeen!.Value) <= since) names.Add(user.Name);
            }
            return names;
        }
    }

    /// <summary>Whether a user is online, away included.</summary>
    public bool IsOnline(User user)
    {
        lock (_gate) return user.IsOnline;
    }

    /// <summary>Hides one user from another, or ends that; false when it was so already.</summary>
    public bool SetBlock(User blocker, User blocked, bool isBlocked)
    {
        lock (_gate)
        {
            if (blocker.HasBlocked(blocked) == isBlocked) return false;
            blocker.Blocked = isBlocked ? blocker.Blocked.Add(blocked.Name) : blocker.Blocked.Remove(blocked.Name);
            blocked.BlockerCount += isBlocked ? 1 : -1;
        }
        if (isBlocked) blocker.Mailbox.Hide();
        return true;
    }

    /// <summary>Ends the session of a removed account and forgets all that belongs to the name; completes with whether the store has forgotten it.</summary>
    public async Task<bool> RemoveAsync(string name)
    {
        if (users.Remove(name, out User? removed))
        {
            ClientChannel? channel;
            lock (_gate)
            {
                channel = removed.Channel;
                if (removed.IsOnline) Leave(removed);
                Notices.Settle(removed);
                removed.Token = null;
                _seen.Remove(removed);
                foreach (User user in users.List())
                {
                    if (user.HasBlocked(removed)) user.Blocked = user.Blocked.Remove(name);
                    if (removed.HasBlocked(user)) user.BlockerCount--;
                }
            }
            if (channel is not null) End(channel, LogoutReason.Removed);
            removed.Mailbox.Close();
        }
        return await store.RemoveUserAsync(name);
    }

    /// <summary>From now on nobody is told who leaves: all do.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Notices.Stop();
        }
    }

    private void End(ClientChannel channel, string reason)
    {
        int retry = reason == LogoutReason.Stopping ? Random.Shared.Next(MinRetry, MaxRetry) : 0;
        channel.Answer(new LoggedOutEvent(reason, Explain(reason), retry));
        channel.End();
    }

    private string Explain(string reason) => reason switch
    {
        LogoutReason.Idle => $"you were logged out after {options.Timeout.TotalSeconds:0} seconds without a command",
        LogoutReason.Removed => "you were logged out: the account was removed",
        _ => "the server is shutting down",
    };

    private void Connect(User user, ClientChannel channel, SenderInstance instance, long requestId, string token, string? data = null)
    {
        // The same process may have been found twice, on two connections: one has what was taken of it.
        if (user.Instance is { } last && last.Id == instance.Id) instance = last;
        else if (user.Instance is { } other) Retire(other);
        user.Grace?.Dispose();
        user.Grace = null;
        channel.LogIn(user, instance, new IdleClock(time, options.Timeout, () => LogOut(channel, LogoutReason.Idle), user.LastCommand));
        channel.Answer(new WelcomeReply(requestId, user.Name, token, data));
        user.Channel = channel;
        user.Requests = channel.RequestsEnded;
        user.Instance = instance;
        user.Mailbox.Attach(channel.Outbound);
        if (user.IsOnline) return;
        _online.Add(user);
        _seen.Add(user);
        Notices.Announce(user);
    }

    /// <summary>Before another process of its user comes: when this one comes again, it is known by what the store has.</summary>
    private void Retire(SenderInstance instance)
    {
        foreach (TakenCounter counter in instance.Counters)
        {
            if (users.TryFind(counter.Recipient, out User? recipient)) recipient.Mailbox.Retire(counter);
        }
    }

    /// <summary>A token that is remembered a moment later: one that a crash swallows costs the person the password.</summary>
    private string NewToken(User user, SenderInstance instance, string? used)
    {
        (string token, user.Token) = ResumeToken.Renew(user.Name, instance.Id, used);
        _ = store.SetTokenAsync(user.Token);
        return token;
    }

    private void Forget(User user)
    {
        user.Token = null;
        _ = store.RemoveTokenAsync(user.Name);
    }

    private void BeginGrace(User user, TimeSpan grace)
    {
        user.LastSeen = time.GetTimestamp();
        if (_isStopping) return;
        if (grace <= TimeSpan.Zero) EndGrace(user);
        else user.Grace = time.CreateTimer(_ => GraceEnded(user), null, ServerOptions.ForTimer(grace), Timeout.InfiniteTimeSpan);
    }

    private void GraceEnded(User user)
    {
        using var batch = SendBatch.Begin();
        lock (_gate)
        {
            // It may have been taken over while this timer was firing.
            if (user.Grace is not null) EndGrace(user);
        }
    }

    /// <summary>A log-out that nobody asked for: the token still lets the same client process in.</summary>
    private void EndGrace(User user)
    {
        long linkEnded = user.LastSeen!.Value;
        Leave(user);
        user.LastSeen = linkEnded;
        if (user.Token is null) return;
        user.Token = user.Token with { IsOnline = false };
        _ = store.SetTokenAsync(user.Token);
    }

    private void Leave(User user)
    {
        user.Channel?.IdleClock?.Stop();
        user.Channel = null;
        // While away the session counts as ended when its link did.
        if (user.Grace is null) user.LastSeen = time.GetTimestamp();
        user.Grace?.Dispose();
        user.Grace = null;
        user.Mailbox.Detach();
        _online.Remove(user);
        Notices.Announce(user);
        asks.Leave(user);
    }
}
