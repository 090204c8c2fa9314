using System.Diagnostics.CodeAnalysis;

namespace ChatCli.Server.Rules;

/// <summary>Bounds what one address may try, over all its connections. May be called from any thread.</summary>
/// <param name="rate">How often.</param>
/// <param name="refuse">What is said when it is too often, given the time to wait.</param>
internal sealed class AddressThrottle(Rate rate, Func<TimeSpan, Refusal> refuse)
{
    /// <summary>So many addresses are remembered; of more, those that have tried least are forgotten.</summary>
    public const int MaxAddresses = 10_000;

    private readonly Lock _gate = new();

    /// <summary>When all tries are free again; who has none in use has no entry.</summary>
    private readonly Dictionary<ClientAddress, long> _freeAt = [];

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _freeAt.Count;
        }
    }

    /// <summary>Counts a try before it is judged; false when there were too many, and then it MUST NOT be judged.</summary>
    public bool TryBegin(ClientAddress address, [NotNullWhen(false)] out Refusal? refusal)
    {
        lock (_gate)
        {
            long freeAt = _freeAt.GetValueOrDefault(address);
            bool isFree = rate.TryTake(ref freeAt);
            if (isFree) Remember(address, freeAt);
            refusal = isFree ? null : refuse(rate.TimeUntil(freeAt));
            return isFree;
        }
    }

    /// <summary>Why a try would not be judged now; null: it would. Counts none.</summary>
    public Refusal? Refuse(ClientAddress address)
    {
        lock (_gate)
        {
            TimeSpan wait = rate.TimeUntil(_freeAt.GetValueOrDefault(address));
            return wait > TimeSpan.Zero ? refuse(wait) : null;
        }
    }

    /// <summary>A try that was counted was a good one, and does not count.</summary>
    public void Forgive(ClientAddress address)
    {
        lock (_gate)
        {
            if (!_freeAt.TryGetValue(address, out long freeAt)) return;
            rate.GiveBack(ref freeAt);
            if (rate.IsFree(freeAt)) _freeAt.Remove(address);
            else _freeAt[address] = freeAt;
        }
    }

    private void Remember(ClientAddress address, long freeAt)
    {
        if (_freeAt.Count >= MaxAddresses && !_freeAt.ContainsKey(address)) MakeRoom();
        _freeAt[address] = freeAt;
    }

    /// <summary>Takes 0.1 ms, and only somebody who has as many addresses causes it.</summary>
    private void MakeRoom()
    {
        KeyValuePair<ClientAddress, long> least = default;
        foreach (KeyValuePair<ClientAddress, long> entry in _freeAt)
        {
            if (rate.IsFree(entry.Value)) _freeAt.Remove(entry.Key);
            else if (least.Value == 0 || entry.Value < least.Value) least = entry;
        }
        if (_freeAt.Count >= MaxAddresses) _freeAt.Remove(least.Key);
    }
}
