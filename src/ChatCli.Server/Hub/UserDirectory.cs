using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;

namespace ChatCli.Server.Hub;

/// <summary>All accounts by name. May be asked from any thread.</summary>
internal sealed class UserDirectory(IChatStore store, TakenJournal journal, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, User> _users = new(StringComparer.Ordinal);

    /// <summary>Held from the look whether a name has an account until what follows from it is in the store's order.</summary>
    private readonly Lock _lock = new();

    public bool TryFind(string name, [NotNullWhen(true)] out User? user) => _users.TryGetValue(name, out user);

    /// <summary>Finds the target of a command: refused are the caller itself and unknown names, in this order.</summary>
    public bool TryFindOther(User caller, string name, [NotNullWhen(true)] out User? user, [NotNullWhen(false)] out Refusal? refusal)
    {
        user = null;
        refusal = null;
        if (name == caller.Name) refusal = Refusal.Self;
        else if (!TryFind(name, out user)) refusal = Refusal.UnknownUser;
        return refusal is null;
    }

    /// <summary>The user of an account, made when it is new.</summary>
    public User GetOrAdd(string name) =>
        _users.GetOrAdd(name, static (n, our) => new User(n, our.Store, our.Users, our.Journal, our.Time), (Store: store, Users: this, Journal: journal, Time: time));

    /// <summary>The user of an account made just now. What the store has under the name is an earlier account's, and is forgotten.</summary>
    public User AddNew(string name)
    {
        lock (_lock)
        {
            // Before anybody can write to the new user; the store keeps the order.
            if (!TryFind(name, out _)) _ = store.RemoveUserAsync(name);
            return GetOrAdd(name);
        }
    }

    /// <summary>
    /// Has the store forget everything of those names that have no account. A name that is registered meanwhile keeps what is stored for its
    /// new account. Returns how many names were forgotten, or null where the store failed.
    /// </summary>
    public async Task<int?> ForgetStrangersAsync(IEnumerable<string> names)
    {
        var removals = new List<ValueTask<bool>>();
        foreach (string name in names)
        {
            lock (_lock)
            {
                if (!TryFind(name, out _)) removals.Add(store.RemoveUserAsync(name));
            }
        }
        bool isDone = true;
        foreach (ValueTask<bool> removal in removals) isDone &= await removal;
        return isDone ? removals.Count : null;
    }

    public bool Remove(string name, [NotNullWhen(true)] out User? user) => _users.TryRemove(name, out user);

    public IEnumerable<User> List() => _users.Values;
}
