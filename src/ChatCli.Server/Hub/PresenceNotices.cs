using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;
using ChatCli.Server.Outbound;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Hub;

/// <summary>
/// Tells everybody online who comes and goes. One user has so many notices at once, and one more every so often; beyond that they are put off, and then what
/// is true by that time is told, if it is news. Used under the hub's lock alone.
/// </summary>
/// <param name="online">Who is told.</param>
/// <param name="gate">The hub's lock, for notices that were put off.</param>
/// <param name="time">The clock.</param>
/// <param name="options">How many notices.</param>
internal sealed class PresenceNotices(OnlineUsers online, Lock gate, TimeProvider time, ServerOptions options)
{
    /// <summary>Timers may fire a little early.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Rate _rate = new(time, options.NoticesAtOnce, options.NoticeTime);
    private bool _isStopped;

    /// <summary>A user has come or gone just now.</summary>
    public void Announce(User about)
    {
        if (about.LateNotice is not null) return;
        long used = about.NoticesUsed;
        if (_rate.TryTake(ref used))
        {
            about.NoticesUsed = used;
            Tell(about);
            return;
        }
        TimeSpan wait = ServerOptions.ForTimer(_rate.TimeUntil(used) + Tick);
        about.LateNotice = time.CreateTimer(_ => TellLate(about), null, wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Puts nothing off any longer: the name may be another user's soon.</summary>
    public void Settle(User about)
    {
        if (TakeLate(about)) Tell(about);
    }

    /// <summary>From now on nobody is told anything.</summary>
    public void Stop() => _isStopped = true;

    private void TellLate(User about)
    {
        using var batch = SendBatch.Begin();
        lock (gate)
        {
            if (TakeLate(about)) Announce(about);
        }
    }

    /// <summary>Ends the wait of a notice; whether there was one, and it is still news.</summary>
    private static bool TakeLate(User about)
    {
        if (about.LateNotice is null) return false;
        about.LateNotice.Dispose();
        about.LateNotice = null;
        return about.IsToldOnline != about.IsOnline;
    }

    private void Tell(User about)
    {
        about.IsToldOnline = about.IsOnline;
        if (_isStopped) return;
        // {"type":"presence","user":"yoda","online":true}
        ReadOnlySpan<byte> frame = FrameWriter.Write(new PresenceEvent(about.Name, about.IsOnline)).Span;
        foreach (User user in online)
        {
            if (user != about && !about.HasBlocked(user)) user.Mailbox.TryOffer(frame);
        }
    }
}
