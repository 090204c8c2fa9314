using System.Collections.Concurrent;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage;
using ChatCli.Testing;

namespace ChatCli.Fuzz.Targets;

/// <summary>Accounts without a file; so many are made and no more, as with a full disk.</summary>
internal sealed class FuzzAccounts(int most) : IAccountStore
{
    private readonly ConcurrentDictionary<string, ScramVerifier> _accounts = new(StringComparer.Ordinal);

    public FuzzAccounts With(string name, string password)
    {
        _accounts[name] = Passwords.Verifier(password);
        return this;
    }

    public IReadOnlyCollection<string> List() => [.. _accounts.Keys];

    public async ValueTask<ScramVerifier?> FindVerifierAsync(string name)
    {
        await Task.Yield();
        return _accounts.GetValueOrDefault(name);
    }

    public bool IsCurrent(string name, ScramVerifier verifier) => _accounts.TryGetValue(name, out ScramVerifier? current) && current.Equals(verifier);

    public void Proved(string name, ScramVerifier verifier)
    {
    }

    public async ValueTask<AddAccountResult> AddAsync(string name, ScramVerifier verifier)
    {
        await Task.Yield();
        if (_accounts.ContainsKey(name)) return AddAccountResult.Taken;
        if (_accounts.Count >= most) return AddAccountResult.NotStored;
        return _accounts.TryAdd(name, verifier) ? AddAccountResult.Added : AddAccountResult.Taken;
    }

    /// <summary>The right passwords stay right, whatever is said about it: the next case logs in with them.</summary>
    public async ValueTask<bool> SetVerifierAsync(string name, ScramVerifier verifier)
    {
        await Task.Yield();
        return verifier.Iterations % 2 == 0;
    }
}
