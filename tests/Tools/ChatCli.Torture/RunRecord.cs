namespace ChatCli.Torture;

/// <summary>Names a message: who sent it, in which client process, and which of its message commands it was.</summary>
internal readonly record struct MessageKey(int Sender, int Run, int N);

/// <summary>What a sender was told about a message, the last word.</summary>
internal enum Told : byte
{
    Nothing,
    Refused,
    Stored,
    Delivered,
}

/// <summary>
/// All that one client process was given to send, was told and has shown. Written by the user's sender thread and by the
/// reader of the process, read by the checker: locks itself.
/// </summary>
/// <param name="user">Whose process.</param>
/// <param name="number">Which of that user's processes, from 1.</param>
internal sealed class RunRecord(int user, int number)
{
    private readonly Lock _gate = new();
    private readonly List<(int To, Told Told)> _sent = [];
    private readonly List<MessageKey> _shown = [];
    private readonly List<string> _confusions = [];
    private int _open;

    public int User => user;

    public int Number => number;

    /// <summary>Whether it was ended by SIGKILL; set before the signal is sent.</summary>
    public bool WasKilled { get; set; }

    /// <summary>How many messages it was told nothing about.</summary>
    public int Open
    {
        get
        {
            lock (_gate) return _open;
        }
    }

    /// <summary>A message is about to be sent: its number.</summary>
    public int Send(int to)
    {
        lock (_gate)
        {
            _sent.Add((to, Told.Nothing));
            _open++;
            return _sent.Count;
        }
    }

    /// <summary>The client has printed a receipt.</summary>
    public void Receipt(long n, int to, Told told)
    {
        lock (_gate)
        {
            if (n < 1 || n > _sent.Count || _sent[(int)n - 1].To != to)
            {
                _confusions.Add($"a receipt for {n}, which was not sent to user {to}");
                return;
            }
            Told before = _sent[(int)n - 1].Told;
            if (before == Told.Nothing) _open--;
            if (told <= before) _confusions.Add($"told about {n}: {before}, then {told}");
            else _sent[(int)n - 1] = (to, told);
        }
    }

    /// <summary>The client has shown a message.</summary>
    public void Show(MessageKey key)
    {
        lock (_gate) _shown.Add(key);
    }

    /// <summary>Something that must never happen.</summary>
    public void Confuse(string what)
    {
        lock (_gate) _confusions.Add(what);
    }

    /// <summary>As it is now.</summary>
    public (IReadOnlyList<(int To, Told Told)> Sent, IReadOnlyList<MessageKey> Shown, IReadOnlyList<string> Confusions) Snapshot()
    {
        lock (_gate) return ([.. _sent], [.. _shown], [.. _confusions]);
    }
}
