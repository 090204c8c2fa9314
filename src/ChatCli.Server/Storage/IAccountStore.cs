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
internal sealed record AccountChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

/// <summary>The accounts and what proves that somebody owns one.</summary>
internal interface IAccountStore
{
    /// <summary>All account names.</summary>
    IReadOnlyCollection<string> List();

    /// <summary>Whether this is the password of the account; false where there is none. MUST NOT block.</summary>
    bool Verify(string name, string password);

    /// <summary>Makes an account; completes when it is kept for good. Of two at once for one name, one wins.</summary>
    ValueTask<AddAccountResult> AddAsync(string name, string password);
}
