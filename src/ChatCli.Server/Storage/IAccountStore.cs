using ChatCli.Protocol.Scram;

namespace ChatCli.Server.Storage;

/// <summary>What became of a new account.</summary>
internal enum AddAccountResult
{
    Added,

    /// <summary>The name has an account.</summary>
    Taken,

    /// <summary>The medium failed; nothing was changed.</summary>
    NotStored,
}

/// <summary>Which accounts changed outside of this server.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Removed">Those that have gone.</param>
/// <param name="Repassworded">Those with another password.</param>
internal sealed record AccountChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<string> Repassworded);

/// <summary>The accounts and what proves that somebody owns one. Any thread; nothing here may block.</summary>
internal interface IAccountStore
{
    /// <summary>All account names.</summary>
    IReadOnlyCollection<string> List();

    /// <summary>
    /// The verifier of an account; null where there is none. Completes at once when it is known; else it is derived elsewhere, which may take long
    /// when many are.
    /// </summary>
    ValueTask<ScramVerifier?> FindVerifierAsync(string name);

    /// <summary>Whether a verifier that was found before is still that of the account.</summary>
    bool IsCurrent(string name, ScramVerifier verifier);

    /// <summary>Somebody has proved to know the password of this verifier: where only the password is kept so far, the verifier takes its place, later.</summary>
    void Proved(string name, ScramVerifier verifier);

    /// <summary>Makes an account; completes when it is kept for good. Of two at once for one name, one wins.</summary>
    ValueTask<AddAccountResult> AddAsync(string name, ScramVerifier verifier);

    /// <summary>Changes the password of an account; completes when that is kept for good. False: nothing was changed, or there is no such account.</summary>
    ValueTask<bool> SetVerifierAsync(string name, ScramVerifier verifier);
}
