using System.Collections.Concurrent;
using ChatCli.Server.Storage;

namespace ChatCli.Fuzz.Targets;

/// <summary>Accounts without a file; so many are made and no more, as with a full disk.</summary>
internal sealed class FuzzAccounts(int most) : IAccountStore
{
    private readonly ConcurrentDictionary<string, string> _accounts = new(StringComparer.Ordinal);

    public FuzzAccounts With(string name, string password)
    {
        _accounts[name] = password;
        return this;
    }

    public IReadOnlyCollection<string> List() => [.. _accounts.Keys];

    public bool Verify(string name, string password) => _accounts.TryGetValue(name, out string? right) && right == password;

    public async ValueTask<AddAccountResult> AddAsync(string name, string password)
    {
        await Task.Yield();
        if (_accounts.ContainsKey(name)) return AddAccountResult.Taken;
        if (_accounts.Count >= most) return AddAccountResult.NotStored;
        return _accounts.TryAdd(name, password) ? AddAccountResult.Added : AddAccountResult.Taken;
    }
}
