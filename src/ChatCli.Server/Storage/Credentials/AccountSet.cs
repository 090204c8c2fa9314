namespace ChatCli.Server.Storage.Credentials;

/// <summary>The accounts as credentials.txt had them at one moment. Never changes, so that any thread may read it.</summary>
internal sealed class AccountSet
{
    /// <summary>Nobody.</summary>
    public static readonly AccountSet Empty = new([]);

    private readonly Dictionary<string, Credential> _credentials;
    private readonly HashSet<string> _inAnyCase;

    private AccountSet(Dictionary<string, Credential> credentials)
    {
        _credentials = credentials;
        _inAnyCase = new HashSet<string>(credentials.Keys, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All account names.</summary>
    public IReadOnlyCollection<string> Names => _credentials.Keys;

    /// <summary>The credential of an account; null where there is none.</summary>
    public Credential? Find(string name) => _credentials.GetValueOrDefault(name);

    /// <summary>Whether there is an account of this name.</summary>
    public bool Has(string name) => _credentials.ContainsKey(name);

    /// <summary>Whether there is an account whose name differs from this one by case at most.</summary>
    public bool HasInAnyCase(string name) => _inAnyCase.Contains(name);

    /// <summary>Whether an account of this set is not among those.</summary>
    public bool HasMoreThan(IReadOnlyDictionary<string, string> others) => _credentials.Keys.Any(name => !others.ContainsKey(name));

    /// <summary>What makes those of this set.</summary>
    public AccountChanges ChangesTo(IReadOnlyDictionary<string, string> others) => new(
        [.. others.Keys.Where(name => !Has(name))],
        [.. _credentials.Keys.Where(name => !others.ContainsKey(name))],
        [.. others.Keys.Where(name => Find(name) is { } before && before.Text != others[name])]);

    /// <summary>Those accounts; of what stayed, the verifiers are known already.</summary>
    public AccountSet Become(IReadOnlyDictionary<string, string> others, VerifierDerivation derivation)
    {
        var credentials = new Dictionary<string, Credential>(others.Count, StringComparer.Ordinal);
        foreach ((string name, string text) in others)
            credentials[name] = Find(name) is { } before && before.Text == text ? before : new Credential(text, derivation);
        return new AccountSet(credentials);
    }

    /// <summary>These accounts but for some.</summary>
    public AccountSet Without(IEnumerable<string> names)
    {
        var credentials = new Dictionary<string, Credential>(_credentials, StringComparer.Ordinal);
        foreach (string name in names) credentials.Remove(name);
        return new AccountSet(credentials);
    }
}
