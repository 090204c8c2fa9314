namespace ChatCli.Server.Rules;

/// <summary>Blocks a name after three wrong passwords in a row, over all connections. May be called from any thread.</summary>
internal sealed class LoginThrottle(TimeProvider time, TimeSpan blockDuration)
{
    public const int MaxFailures = 3;

    private readonly Lock _gate = new();

    /// <summary>Names of existing accounts only, so that nobody can make it grow.</summary>
    private readonly Dictionary<string, Failures> _failures = [];

    /// <summary>
    /// Judges one try: null lets it pass. Tries while the name is blocked, right or wrong, neither count nor extend the block.
    /// </summary>
    public Refusal? Judge(string name, bool isRight)
    {
        lock (_gate)
        {
            if (_failures.TryGetValue(name, out Failures? failures) && failures.Count >= MaxFailures)
            {
                if (time.GetElapsedTime(failures.BlockedAt) < blockDuration) return Refusal.StillBlocked;
                _failures.Remove(name);
                failures = null;
            }
            if (isRight)
            {
                _failures.Remove(name);
                return null;
            }
            if (failures is null) _failures[name] = failures = new Failures();
            if (++failures.Count < MaxFailures) return Refusal.WrongPassword;
            failures.BlockedAt = time.GetTimestamp();
            return Refusal.NowBlocked;
        }
    }

    /// <summary>Forgets the failures of a name: its account was removed, or an administrator ends its block.</summary>
    public void Forget(string name)
    {
        lock (_gate) _failures.Remove(name);
    }

    private sealed class Failures
    {
        public int Count { get; set; }

        public long BlockedAt { get; set; }
    }
}
