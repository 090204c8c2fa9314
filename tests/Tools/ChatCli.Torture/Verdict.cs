namespace ChatCli.Torture;

/// <summary>What is wrong with a message.</summary>
internal enum Fault
{
    /// <summary>Its sender was told that it was accepted, and it was never shown.</summary>
    Lost,

    /// <summary>Shown again though nobody was killed between showing and recording it.</summary>
    Doubled,

    /// <summary>Shown after a later one of the same sender's process.</summary>
    Reordered,

    /// <summary>Its sender's process was not killed and was told nothing about it.</summary>
    Unanswered,

    /// <summary>Its sender was told that it was refused, for which there is no reason.</summary>
    Refused,

    /// <summary>Shown to somebody else, or never sent.</summary>
    Stray,

    /// <summary>Any other contradiction in what a process printed.</summary>
    Confused,
}

/// <summary>One message that is wrong.</summary>
internal sealed record Violation(Fault Fault, MessageKey Key, int Recipient, string Text);

/// <summary>What the checker has found.</summary>
internal sealed class Verdict
{
    /// <summary>So many are described, the others only counted.</summary>
    public const int MaxDescribed = 200;

    private readonly Dictionary<Fault, int> _counts = [];
    private readonly List<Violation> _violations = [];

    public int Sent { get; set; }

    public int Accepted { get; set; }

    /// <summary>Repeats that a kill of the recipient's own client explains.</summary>
    public int AllowedRepeats { get; set; }

    /// <summary>Neither receipted nor shown, which is fine because the sender was killed.</summary>
    public int GoneWithSender { get; set; }

    public IReadOnlyList<Violation> Violations => _violations;

    public bool IsGood => _counts.Count == 0;

    /// <summary>How many messages are lost or unanswered, which may yet come.</summary>
    public int Pending => Count(Fault.Lost) + Count(Fault.Unanswered);

    public int Count(Fault fault) => _counts.GetValueOrDefault(fault);

    public void Add(Fault fault, MessageKey key, int recipient, string text)
    {
        _counts[fault] = Count(fault) + 1;
        if (_violations.Count < MaxDescribed) _violations.Add(new Violation(fault, key, recipient, text));
    }
}
