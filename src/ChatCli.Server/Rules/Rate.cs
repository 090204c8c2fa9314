namespace ChatCli.Server.Rules;

/// <summary>
/// So many at once, and one more every so often. What somebody has used is one number, which the caller keeps: when all is free again, as
/// a timestamp of the clock; 0: now.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="burst">How many at once.</param>
/// <param name="interval">How long until one more.</param>
internal sealed class Rate(TimeProvider time, int burst, TimeSpan interval)
{
    private readonly long _interval = Math.Max(1, (long)(interval.TotalSeconds * time.TimestampFrequency));

    /// <summary>Takes so many; false when they are not free, and then nothing was taken.</summary>
    public bool TryTake(ref long freeAt, int count = 1)
    {
        long now = time.GetTimestamp();
        long after = Math.Max(freeAt, now) + (count * _interval);
        if (after - now > burst * _interval) return false;
        freeAt = after;
        return true;
    }

    /// <summary>One that was taken does not count.</summary>
    public void GiveBack(ref long freeAt) => freeAt -= _interval;

    /// <summary>How long until so many are free.</summary>
    public TimeSpan TimeUntil(long freeAt, int count = 1)
    {
        long now = time.GetTimestamp();
        long wait = Math.Max(freeAt, now) - now - ((burst - count) * _interval);
        return wait > 0 ? TimeSpan.FromSeconds((double)wait / time.TimestampFrequency) : TimeSpan.Zero;
    }

    /// <summary>Whether nothing is in use.</summary>
    public bool IsFree(long freeAt) => freeAt <= time.GetTimestamp();
}
