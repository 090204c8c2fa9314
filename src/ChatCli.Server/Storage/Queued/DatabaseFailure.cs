namespace ChatCli.Server.Storage.Queued;

/// <summary>How far a failure reaches.</summary>
internal enum FailureKind
{
    /// <summary>This operation failed; others may succeed.</summary>
    Operation,

    /// <summary>No change can succeed now, and each would wait as long until it failed. Reading may succeed.</summary>
    AllChanges,

    /// <summary>The data are damaged and stay so. What lies beside the damage can still be read and changed.</summary>
    Damage,
}

/// <summary>Why a database failed.</summary>
/// <param name="Kind">How far it reaches.</param>
/// <param name="Why">What happened, as words that follow the database's name.</param>
internal readonly record struct DatabaseFailure(FailureKind Kind, string Why);
