using System.Collections.Concurrent;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Tests;

/// <summary>Accounts without a file.</summary>
internal sealed class FakeAccounts : IAccountStore
{
    private readonly ConcurrentDictionary<string, string> _accounts = [];

    /// <summary>What every new account waits for, as for a disk.</summary>
    public Task Disk { get; set; } = Task.CompletedTask;

    /// <summary>Whether the medium fails.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Called in the middle of a check.</summary>
    public Action? Verifying { get; set; }

    public FakeAccounts With(string name)
    {
        _accounts[name] = TestServer.PasswordOf(name);
        return this;
    }

    public void Remove(string name) => _accounts.TryRemove(name, out _);

    public IReadOnlyCollection<string> List() => [.. _accounts.Keys];

    public bool Verify(string name, string password)
    {
        bool isRight = _accounts.TryGetValue(name, out string? right) && right == password;
        Verifying?.Invoke();
        return isRight;
    }

    public async ValueTask<AddAccountResult> AddAsync(string name, string password)
    {
        await Disk;
        if (IsBroken) return AddAccountResult.NotStored;
        return _accounts.TryAdd(name, password) ? AddAccountResult.Added : AddAccountResult.Taken;
    }
}
