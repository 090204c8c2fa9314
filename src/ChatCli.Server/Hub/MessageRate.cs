using ChatCli.Server.Rules;

namespace ChatCli.Server.Hub;

/// <summary>How fast one user may send, over all its connections. Hot path; called by the handlers of the user's one connection.</summary>
/// <param name="time">The clock.</param>
/// <param name="perSecond">How many messages a second; 0: as many as there are.</param>
internal sealed class MessageRate(TimeProvider time, int perSecond)
{
    /// <summary>
    /// So many messages at once: as many as a client keeps without a receipt, so that nobody who comes back after a lost link is held up.
    /// </summary>
    public const int Burst = 1000;

    /// <summary>A broadcast costs the server more.</summary>
    public const int BroadcastCost = 5;

    /// <summary>Who is refused waits until all of it is free again, but not longer: so what is kept goes at once then, not piece by piece.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Rate? _rate = perSecond > 0 ? new Rate(time, Burst, TimeSpan.FromSeconds(1.0 / perSecond)) : null;

    /// <summary>Counts what a user sends; a refusal when that is too much, and then it does not count.</summary>
    public Refusal? Refuse(User sender, int cost = 1)
    {
        if (_rate is null) return null;
        long used = sender.SendingUsed;
        if (!_rate.TryTake(ref used, cost))
        {
            TimeSpan wait = _rate.TimeUntil(used, Burst);
            return Refusal.TooFast(wait < LongestWait ? wait : LongestWait);
        }
        sender.SendingUsed = used;
        return null;
    }
}
