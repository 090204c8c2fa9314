using ChatCli.Fuzz.Targets;

namespace ChatCli.Fuzz;

/// <summary>One target: its name, how many of a thousand frames are for it, and after how many it is made anew.</summary>
internal sealed record TargetRow(string Name, int Share, int FramesARound, Func<ITarget> Make);

/// <summary>All targets. Whatever else comes to read what others wrote gets its row here.</summary>
internal static class TargetTable
{
    public static readonly IReadOnlyList<TargetRow> Rows =
    [
        new("frames", 200, 100_000, static () => new FramesTarget()),
        new("contracts", 450, 200_000, static () => new ContractsTarget()),
        new("server", 200, 50_000, static () => new ServerTarget()),
        new("client", 70, 50_000, static () => new ClientTarget()),
        new("peer", 20, 20_000, static () => new PeerTarget()),
        new("scram", 30, 50_000, static () => new ScramTarget()),
        new("tls", 4, 2_000, static () => new TlsTarget()),
        new("credentials", 23, 100_000, static () => new CredentialsTarget()),
        new("seen", 1, 5_000, static () => new SeenTarget()),
        new("known", 1, 5_000, static () => new KnownTarget()),
        new("store", 1, 1_000, static () => new StoreTarget()),
    ];

    /// <summary>Made-up faults, to show that faults are found.</summary>
    public static readonly IReadOnlyList<TargetRow> Faulty =
    [
        new("throws", 1000, 10_000, static () => new FaultyTarget(Fault.Throws)),
        new("forgets", 1000, 10_000, static () => new FaultyTarget(Fault.Forgets)),
        new("hangs", 1000, 10_000, static () => new FaultyTarget(Fault.Hangs)),
        new("grows", 1000, 10_000, static () => new FaultyTarget(Fault.Grows)),
    ];

    public static TargetRow? Find(string name) => Rows.Concat(Faulty).FirstOrDefault(row => row.Name == name);
}
