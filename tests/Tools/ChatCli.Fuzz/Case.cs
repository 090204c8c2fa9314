namespace ChatCli.Fuzz;

/// <summary>Some inputs that belong together, and the seed of all that a target decides about them: so a case can be run again.</summary>
internal sealed record Case(int Seed, IReadOnlyList<byte[]> Inputs);

/// <summary>Code that reads what others wrote. It is given wrong input, and must take or refuse it.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>The inputs of the next case.</summary>
    IReadOnlyList<byte[]> Invent(Random random);

    /// <summary>Feeds a case. Whatever it throws is a finding.</summary>
    Task FeedAsync(Case inputs);
}

/// <summary>The code under test did what it must not.</summary>
internal sealed class FindingException(string message) : Exception(message);
