using System.Collections.Concurrent;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>Accounts without a file.</summary>
internal sealed class FakeAccounts : IAccountStore
{
    private readonly ConcurrentDictionary<string, ScramVerifier> _accounts = [];
    private readonly ConcurrentQueue<string> _proved = [];

    /// <summary>What every new account and password waits for, as for a disk.</summary>
    public Task Disk { get; set; } = Task.CompletedTask;

    /// <summary>What every verifier waits for that is asked for, as if it was being derived.</summary>
    public Task Derivation { get; set; } = Task.CompletedTask;

    /// <summary>Whether the medium fails.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Called in the middle of a check.</summary>
    public Action? Verifying { get; set; }

    /// <summary>Whose verifier was proved, in that order.</summary>
    public IReadOnlyCollection<string> ProvedNames => _proved;

    public FakeAccounts With(string name) => With(name, TestServer.PasswordOf(name));

    public FakeAccounts With(string name, string password)
    {
        _accounts[name] = Passwords.Verifier(password);
        return this;
    }

    public void Remove(string name) => _accounts.TryRemove(name, out _);

    /// <summary>Whether this is the password of the account.</summary>
    public bool Has(string name, string password) => _accounts.TryGetValue(name, out ScramVerifier? verifier) && Passwords.Fits(verifier, password);

    public IReadOnlyCollection<string> List() => [.. _accounts.Keys];

    public async ValueTask<ScramVerifier?> FindVerifierAsync(string name)
    {
        await Derivation;
        return _accounts.GetValueOrDefault(name);
    }

    public bool IsCurrent(string name, ScramVerifier verifier)
    {
        bool isCurrent = _accounts.TryGetValue(name, out ScramVerifier? current) && current.Equals(verifier);
        Verifying?.Invoke();
        return isCurrent;
    }

    public void Proved(string name, ScramVerifier verifier) => _proved.Enqueue(name);

    public async ValueTask<AddAccountResult> AddAsync(string name, ScramVerifier verifier)
    {
        await Disk;
        if (IsBroken) return AddAccountResult.NotStored;
        return _accounts.TryAdd(name, verifier) ? AddAccountResult.Added : AddAccountResult.Taken;
    }

    public async ValueTask<bool> SetVerifierAsync(string name, ScramVerifier verifier)
    {
        await Disk;
        if (IsBroken || !_accounts.ContainsKey(name)) return false;
        _accounts[name] = verifier;
        return true;
    }
}
