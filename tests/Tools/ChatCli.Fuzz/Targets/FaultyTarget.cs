namespace ChatCli.Fuzz.Targets;

/// <summary>What a <see cref="FaultyTarget"/> does at a certain input.</summary>
internal enum Fault
{
    Throws,

    /// <summary>A task fails that nobody waits for.</summary>
    Forgets,
    Hangs,

    /// <summary>Every input is kept for ever.</summary>
    Grows,
}

/// <summary>Code with a made-up fault, which shows itself where a line has an escaped zero: shows that faults are found.</summary>
internal sealed class FaultyTarget(Fault fault) : ITarget
{
    private static readonly List<byte[]> Leak = [];

    private readonly Mutator _lines = new(GoldenLines.All);

    public IReadOnlyList<byte[]> Invent(Random random) => [_lines.Next(random)];

    public Task FeedAsync(Case inputs)
    {
        if (fault == Fault.Grows) Leak.Add(new byte[16 * 1024]);
        else if (inputs.Inputs[0].AsSpan().IndexOf("\\u0000"u8) >= 0) Fail();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Fail()
    {
        if (fault == Fault.Throws) throw new InvalidOperationException("a made-up fault");
        if (fault == Fault.Forgets) _ = Task.FromException(new InvalidOperationException("a made-up fault"));
        while (fault == Fault.Hangs) Thread.Sleep(10);
    }
}
